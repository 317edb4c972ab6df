apt-get update -qq
sed -i 's/ main$/ main non-free-firmware/' /etc/apt/sources.list; apt-get update -qq
apt-cache show firmware-iwlwifi firmware-realtek firmware-atheros firmware-amd-graphics firmware-misc-nonfree firmware-intel-graphics firmware-mediatek firmware-nvidia-graphics firmware-brcm80211 firmware-ath9k-htc firmware-intel-misc| grep -E '^(Package|Installed-Size|Size)' | paste - - -
mkdir /lb; cd /lb; apt-get download -q live-boot live-boot-initramfs-tools python3-vmdkstream shim-signed grub-efi-amd64-signed >/dev/null 2>&1; for d in *.deb; do dpkg -x $d x; done
find x -type f | grep -v doc
tar c x > /out/lb.tar
apt-cache show python3-vmdkstream | head -30
apt-get install -s --no-install-recommends systemd-sysv linux-image-amd64 live-boot live-boot-initramfs-tools | grep  ^Inst | cut -c1-60
