cd $TMP/disk
t=${1:-dist}
time DOCKER_BUILDKIT=1 nice -n 5 /usr/bin/docker build --progress plain --network host -f $TMP/diskwork/Dockerfile.dev --target $t --build-arg BOX=lhcbox-diskdev:box --build-arg BASE=lhcbox-base:trixie --build-arg VERSION=${VERSION:-0.1.0} --build-arg PUBLIC_KEY=${PUBLIC_KEY:-} ${SECRET:-} --build-arg SQUASH="${SQUASH:--comp zstd -Xcompression-level 1}" --output type=local,dest=${OUT:-$TMP/diskwork/out} . 
