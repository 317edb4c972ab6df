apt-get update -qq
apt-cache policy live-boot live-boot-initramfs-tools linux-image-amd64 shim-signed grub-efi-amd64-signed cage chromium cog minisign python3-vmdkstream squashfs-tools-ng squashfs-tools cryptsetup-bin systemd-repart erofs-utils syft qrencode firmware-iwlwifi avahi-daemon dropbear-bin labwc virt-v2v plymouth systemd-timesyncd| grep -E '^[a-z]|Cand'
apt-get install -s --no-install-recommends systemd-sysv linux-image-amd64 live-boot live-boot-initramfs-tools | grep -c ^Inst
apt-get install --no-install-recommends cage chromium -s | grep ^Inst | wc -l
apt-cache show firmware-iwlwifi firmware-realtek firmware-atheros firmware-amd-graphics firmware-misc-nonfree firmware-intel-graphics firmware-mediatek firmware-nvidia-graphics firmware-brcm80211 linux-image-amd64 chromium cog libwpewebkit-2.0-1 mesa-libgallium libllvm19| grep -E '^(Package|Installed-Size|Size|Depends)'
cat /etc/apt/sources.list /etc/apt/sources.list.d/*
