#!/bin/sh
# Boots the systemd in a root file system as process 1 of new Linux namespaces, without a virtual machine:
#
#     unshare --mount --pid --ipc --uts --cgroup --fork --kill-child sh boot-systemd.sh ROOT UNIT
set -eu
root=$1 unit=$2
mount --make-rprivate /
mount --bind "$root" "$root"
mount --make-private "$root"
mount -t proc proc "$root/proc"
# /proc/sys is read-only, because settings that systemd makes there would change the whole machine.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
# pivot_root replaces chroot: in a chroot a process may not create user namespaces, which PrivateUsers= needs.
mkdir -p "$root/old"
cd "$root"
pivot_root . old
umount --lazy /old
# systemd mounts the service's credentials in one mount namespace; they must appear in the namespace of the service.
mount --make-rshared /
exec env -i container=other PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --unit="$unit" --log-target=null
