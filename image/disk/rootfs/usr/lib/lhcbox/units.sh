#!/usr/bin/env bash
# Runs once while the machine is built: which services start, and which of Debian's do not.
set -euo pipefail
systemctl enable lhcbox-settings lhcbox-data lhcbox lhcbox-ready lhcbox-screen lhcbox-seal.timer \
    lhcbox-point lhcbox-ssh lhcbox-update systemd-networkd avahi-daemon nftables
# No login anywhere, nothing that updates, checks or writes by itself, nothing that waits for a network
systemctl mask getty@.service serial-getty@.service autovt@.service console-getty.service getty-static.service \
    systemd-networkd-wait-online.service ctrl-alt-del.target debug-shell.service emergency.service rescue.service \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    grub-common.service hostapd.service systemd-firstboot.service systemd-repart.service systemd-growfs-root.service \
    systemd-remount-fs.service systemd-update-done.service ldconfig.service systemd-hwdb-update.service \
    systemd-journal-catalog-update.service systemd-pcrphase.service systemd-pcrphase-sysinit.service \
    systemd-machine-id-commit.service systemd-networkd-persistent-storage.service systemd-boot-random-seed.service \
    systemd-rfkill.service systemd-rfkill.socket systemd-random-seed.service
systemctl set-default multi-user.target
# No name service asks a network; the box knows itself
passwd --lock root
