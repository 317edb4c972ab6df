"""dev: q.py BASE.img [--uefi|--sb] [--bus virtio] [--mem 1024] [--secs 120] [--shots 10,30] [--serial] [--keep file]"""
import argparse, json, os, socket, subprocess, sys, time, urllib.request, shutil
p=argparse.ArgumentParser(); p.add_argument('img'); p.add_argument('--fw',default='bios'); p.add_argument('--bus',default='virtio'); p.add_argument('--mem',default='1024'); p.add_argument('--secs',type=int,default=150); p.add_argument('--shots',default=''); p.add_argument('--serial',action='store_true'); p.add_argument('--disk'); p.add_argument('--size',default='8G'); p.add_argument('--cred',action='append',default=[]); p.add_argument('--name',default='r'); p.add_argument('--edit',default=''); p.add_argument('--vga',default='std'); p.add_argument('--keys',default='')
p.add_argument('--linger',type=int,default=0)
a=p.parse_args()
w='$TMP/diskwork/run-'+a.name; os.makedirs(w,exist_ok=True)
disk=a.disk or w+'/d.img'
if not a.disk or not os.path.exists(disk):
    subprocess.run(['cp','--sparse=always',a.img,disk],check=True); subprocess.run(['truncate','-s',a.size,disk],check=True)
if a.serial or a.edit:
    cfg=subprocess.run(['mtype','-i',disk+'@@1M','::/EFI/debian/grub.cfg'],capture_output=True,text=True,check=True).stdout
    if a.serial: cfg=cfg.replace('quiet loglevel=3 systemd.show_status=no','console=tty0 console=ttyS0 loglevel=6 systemd.show_status=yes')
    if a.edit: cfg=cfg.replace('panic=20','panic=20 '+a.edit)
    open(w+'/grub.cfg','w').write(cfg); subprocess.run(['mcopy','-o','-i',disk+'@@1M',w+'/grub.cfg','::/EFI/debian/grub.cfg'],check=True)
bus={'virtio':['-drive',f'file={disk},format=raw,if=virtio'],'ahci':['-device','ahci,id=ah','-drive',f'id=d,file={disk},format=raw,if=none','-device','ide-hd,drive=d,bus=ah.0'],'nvme':['-drive',f'id=d,file={disk},format=raw,if=none','-device','nvme,drive=d,serial=1'],'lsi':['-device','lsi53c895a','-drive',f'id=d,file={disk},format=raw,if=none','-device','scsi-hd,drive=d'],'mpt':['-device','mptsas1068','-drive',f'id=d,file={disk},format=raw,if=none','-device','scsi-hd,drive=d'],'usb':['-device','qemu-xhci','-drive',f'id=d,file={disk},format=raw,if=none','-device','usb-storage,drive=d']}[a.bus]
fw=[]
if a.fw!='bios':
    code,vars={'uefi':('OVMF_CODE_4M.fd','OVMF_VARS_4M.fd'),'sb':('OVMF_CODE_4M.ms.fd','OVMF_VARS_4M.ms.fd')}[a.fw]
    shutil.copy('/usr/share/OVMF/'+vars,w+'/vars.fd')
    fw=['-drive',f'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/{code}','-drive',f'if=pflash,format=raw,file={w}/vars.fd']
    fw=['-machine','q35,smm=on','-global','driver=cfi.pflash01,property=secure,value=on']+fw if a.fw=='sb' else ['-machine','q35']+fw
port=18000+os.getpid()%1000
for f in ('qmp','serial.log','report'): 
    if os.path.exists(w+'/'+f): os.unlink(w+'/'+f)
cmd=['nice','-n','5','qemu-system-x86_64','-accel','tcg,thread=multi','-cpu','Nehalem','-smp','2','-m',a.mem,'-display','none','-vga',a.vga,'-no-reboot',*fw,*bus,'-netdev',f'user,id=n,restrict=yes,hostfwd=tcp:127.0.0.1:{port}-:8888','-device','virtio-net-pci,netdev=n','-qmp',f'unix:{w}/qmp,server,nowait','-serial',f'file:{w}/serial.log','-device','virtio-serial','-chardev',f'file,id=rep,path={w}/report','-device','virtserialport,chardev=rep,name=lhcbox.report','-device','qemu-xhci,id=kx','-device','usb-tablet,bus=kx.0','-device','virtio-rng-pci']
for c in a.cred: cmd+=['-smbios','type=11,path='+c]
t0=time.time(); q=subprocess.Popen(cmd)
def qmp(*cs):
    s=socket.socket(socket.AF_UNIX); s.connect(w+'/qmp'); f=s.makefile('rw'); f.readline()
    out=[]
    for c in ({'execute':'qmp_capabilities'},)+cs:
        f.write(json.dumps(c)+'\n'); f.flush()
        while True:
            r=json.loads(f.readline())
            if 'event' not in r: out.append(r); break
    return out
shots=[float(x) for x in a.shots.split(',') if x]; ready=None; n=0
def shot(tag):
    qmp({'execute':'screendump','arguments':{'filename':f'{w}/{tag}.ppm'}}); time.sleep(.3)
    subprocess.run(['python3','$TMP/diskwork/ppm.py',f'{w}/{tag}.ppm',f'{w}/{tag}.png'])
keys=[(float(k.split(':')[0]),k.split(':')[1].split('+')) for k in a.keys.split(',') if k]
try:
    while time.time()-t0<a.secs and q.poll() is None:
        time.sleep(.5); t=time.time()-t0
        while keys and t>keys[0][0]:
            for k in keys.pop(0)[1]: qmp({'execute':'send-key','arguments':{'keys':[{'type':'qcode','data':k}]}}); time.sleep(.2)
        if shots and t>shots[0]: shot(f's{int(shots.pop(0))}')
        if ready is None:
            try:
                r=urllib.request.urlopen(f'http://127.0.0.1:{port}/',timeout=2); print('READY',round(t,1),r.read()[:300]); ready=t
            except Exception as e: pass
        elif t>ready+a.linger and not shots and not keys: break
    if q.poll() is None: shot('last')
    print('end',round(time.time()-t0,1),'exit',q.poll())
finally:
    q.kill()
