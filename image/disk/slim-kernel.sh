#!/usr/bin/env bash
# Takes out of kernel and firmware what no school PC or virtual machine needs. Every removal is listed here.
set -euo pipefail
shopt -s nullglob
modules=$(echo /usr/lib/modules/*)
drivers=${modules:?}/kernel/drivers
firmware=/usr/lib/firmware

# Hardware of other places: sound, television, laboratories, data centres, mainframes' networks
rm -rf "${modules:?}"/kernel/sound "${drivers:?}"/{media,staging,infiniband,isdn,comedi,iio,accel,dca,ntb,vdpa,vfio,fpga,w1,mtd}
rm -rf "${drivers:?}"/{soundwire,rapidio,thunderbolt/test,greybus,siox,counter,edac,target,xen,ptp,atm,parport,pcmcia,memstick}
rm -rf "${drivers:?}"/net/{can,hamradio,wan,fddi,hippi,arcnet,ieee802154,plip,slip,wwan,dsa,xen-netback,vxlan,ppp}
for maker in chelsio mellanox netronome qlogic cavium emulex huawei pensando sfc brocade fungible cisco microsoft \
    amazon aquantia-test google; do
    rm -rf "$drivers/net/ethernet/$maker"
done
rm -rf "${drivers:?}"/scsi/{lpfc,qla2xxx,qla4xxx,bfa,be2iscsi,bnx2i,bnx2fc,cxgbi,csiostor,elx,fnic,qedf,qedi,mpi3mr,pcmcia}
rm -rf "${drivers:?}"/gpu/drm/{nouveau/test,xe/tests,vkms}

# File systems and protocols of servers
rm -rf "${modules:?}"/kernel/fs/{ocfs2,gfs2,ceph,xfs,btrfs,jfs,f2fs,nilfs2,ubifs,jffs2,afs,coda,dlm,orangefs,bcachefs,nfsd,nfs}
rm -rf "${modules:?}"/kernel/fs/{smb,hfs,hfsplus,udf,ufs,minix,sysv,affs,befs,bfs,efs,qnx4,qnx6,omfs,romfs,zonefs,9p,reiserfs}
rm -rf "${modules:?}"/kernel/net/{atm,appletalk,ax25,netrom,rose,can,ceph,dccp,sctp,rds,tipc,l2tp,6lowpan,ieee802154,rxrpc}
rm -rf "${modules:?}"/kernel/net/{openvswitch,batman-adv,mpls,smc,sunrpc,9p,x25,lapb,nfc,kcm,phonet,hsr,qrtr}

# Signed modules stay signed when they are unpacked, and the root's own compression does better on all of them
python3 - "$modules" <<'PYTHON'
import lzma, sys
from multiprocessing import Pool
from pathlib import Path


def unpack(path: Path) -> None:
    path.with_suffix("").write_bytes(lzma.decompress(path.read_bytes()))
    path.unlink()


with Pool() as pool:
    pool.map(unpack, sorted(Path(sys.argv[1]).rglob("*.ko.xz")), chunksize=50)
PYTHON

# Self-tests of the kernel's, machines that run on this machine, devices that this machine would be for others
find "$modules" -name 'test[_-]*.ko' -delete
rm -rf "${modules:?}"/kernel/arch/x86/kvm "${drivers:?}"/usb/{gadget,serial} "${drivers:?}"/md/dm-vdo "${drivers:?}"/gpu/drm/xe
rm -rf "${modules:?}"/kernel/net/netfilter/{ipset,ipvs} "${modules:?}"/kernel/net/sched

# Firmware of phones, servers and of graphics chips too new or too rare for the kernel at hand
rm -rf "${firmware:?}"/ath11k/{IPQ,QCN}* "${firmware:?}"/ath12k/QCN* "${firmware:?}"/ath11k/WCN6750 "${firmware:?}"/qcom "${firmware:?}"/qca/*.elf
rm -rf "${firmware:?}"/mediatek/{mt8*,sof*,vpu*,mt7986*,mt7981*,mt7988*,mt7996} "${firmware:?}"/mediatek/mt79{86,81,88,96}*
rm -rf "${firmware:?}"/intel/{vsc,ipu,avs,catpt,fw_sst*,sof*,ice,qat*}
rm -rf "${firmware:?}"/ath10k/WCN3990 "${firmware:?}"/ath11k/{QCA2066,QCA6698AQ} "${firmware:?}"/mediatek/mt791{5,6}* "${firmware:?}"/qcm*
# No Bluetooth: nothing here uses it
rm -rf "${firmware:?}"/{qca,ar3k} "${firmware:?}"/intel/ibt-* "${firmware:?}"/mediatek/BT_RAM* "${firmware:?}"/mediatek/*/BT_RAM*
rm -rf "${firmware:?}"/{rtl_bt,brcm/BCM*.hcd} "${modules:?}"/kernel/net/bluetooth "${drivers:?}"/bluetooth
# AMD's chips in processors, of which laptops and small PCs have one. Cards, and the newest chips, keep the picture
# that the computer's own firmware started with: since Linux 6.2 the driver looks for its firmware before it takes over
find "${firmware:?}"/amdgpu -type f -regextype posix-extended \
    -not -regex '.*/(raven2?|picasso|renoir|green_sardine|yellow_carp|vangogh|carrizo|stoney|kaveri|kabini|mullins|polaris1[0-2])_.*' -delete
rm -rf "${firmware:?}"/xe "${firmware:?}"/i915/{bmg,lnl,mtl,dg2}*
# For each Wi-Fi card of Intel the newest firmware that the kernel asks for; older ones are fallbacks of older kernels
python3 - "$firmware" "$modules" <<'PYTHON'
import re, subprocess, sys
from pathlib import Path

firmware, modules = Path(sys.argv[1]), Path(sys.argv[2])
families: dict[str, list[tuple[int, Path]]] = {}
for path in [*firmware.glob("iwlwifi-*.ucode*"), *firmware.glob("intel/iwlwifi/iwlwifi-*.ucode*")]:
    if found := re.match(r"(iwlwifi-.*?)-?(\d+)\.ucode", path.name):
        families.setdefault(found[1], []).append((int(found[2]), path))
asked = subprocess.run(
    ["modinfo", "-F", "firmware", *map(str, modules.rglob("iwl*.ko"))], capture_output=True, text=True, check=True
).stdout
for family, versions in families.items():
    wanted = [int(n) for n in re.findall(rf"(?m)^(?:intel/iwlwifi/)?{re.escape(family)}-?(\d+)\.ucode$", asked)]
    most = max(wanted, default=0)
    usable = sorted(number for number, path in versions if number <= most)
    for number, path in versions:
        if number not in usable[-1:]:
            path.unlink()
PYTHON
# Links whose target went
find "$firmware" -xtype l -delete
depmod "$(basename "$modules")"
