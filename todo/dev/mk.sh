cd $TMP/disk
sed 's|^COPY image/disk/machine /opt.*|&\nCOPY image/serve /opt/lhcbox/app/serve\nCOPY content/home /opt/lhcbox/share/home2\nRUN cp -r /opt/lhcbox/share/home2/. /opt/lhcbox/share/home/ \&\& rm -rf /opt/lhcbox/share/home2|' image/disk/Dockerfile > $TMP/diskwork/Dockerfile.dev
(cat image/disk/Dockerfile.dockerignore; echo '!image/serve'; echo '!content/home') > $TMP/diskwork/Dockerfile.dev.dockerignore
sed -i 's|-f image/disk/Dockerfile|-f $TMP/diskwork/Dockerfile.dev|; s|-f $TMP/disk/image/disk/Dockerfile|-f $TMP/diskwork/Dockerfile.dev|' $TMP/diskwork/b.sh
