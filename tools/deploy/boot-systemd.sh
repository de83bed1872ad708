#!/bin/sh
# Boots the systemd of a root as the first process of namespaces of its own, without a virtual machine:
#
#     unshare --mount --pid --ipc --uts --cgroup --fork --kill-child sh boot-systemd.sh ROOT UNIT
set -eu
root=$1 unit=$2
mount --make-rprivate /
mount --bind "$root" "$root"
mount --make-private "$root"
mount -t proc proc "$root/proc"
# What systemd sets there would be set for the whole machine.
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
# A process in a chroot may not make user namespaces, as PrivateUsers= needs.
mkdir -p "$root/old"
cd "$root"
pivot_root . old
umount --lazy /old
# Credentials are mounted in one namespace, and must appear in that of the service.
mount --make-rshared /
exec env -i container=other PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --unit="$unit" --log-target=null
