#!/bin/sh
# usage: debian.sh OUT.tar SETTINGS
# Makes debian:bookworm-slim from Debian's packages, for where the official image can't be pulled. SETTINGS is the directory of this
# machine's package settings (lib/host-settings.sh): its Debian mirror is used if it has one, else the mirror mmdebstrap knows. The image
# keeps the default mirror only; one of this machine's reaches later builds as a secret, as everything else does.
# Against an unchanged mirror two runs give the same bytes.
set -eu

out=$1
settings=$2
SOURCE_DATE_EPOCH=1760000000
export SOURCE_DATE_EPOCH

keep_sources=yes
set --
if [ -s "$settings/apt/sources.list" ]; then
  keep_sources=no
  sed "s|/dev/shm/labstead-host|$settings|g" "$settings/apt/sources.list" >"$settings/mmdebstrap.list"
  set -- "$settings/mmdebstrap.list"
fi
sed "s|/dev/shm/labstead-host|$settings|g" "$settings/apt/apt.conf" | grep -v '^Dir::Etc::source' >"$settings/mmdebstrap.conf"

# shellcheck disable=SC2016 # hooks: mmdebstrap's own shell expands them
mmdebstrap --quiet --variant=minbase --format=tar \
  --include=ca-certificates \
  --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
  --aptopt="$settings/mmdebstrap.conf" \
  --aptopt='Acquire::Languages "none"' \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --customize-hook='rm -f "$1/etc/apt/apt.conf.d/99mmdebstrap"' \
  --customize-hook='printf "%s\n" "Acquire::Languages \"none\";" "Dir::Cache::pkgcache \"\";" "Dir::Cache::srcpkgcache \"\";" "APT::Keep-Downloaded-Packages \"false\";" "DPkg::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true\"; };" >"$1/etc/apt/apt.conf.d/docker-clean"' \
  --customize-hook='printf "#!/bin/sh\nexit 101\n" >"$1/usr/sbin/policy-rc.d"; chmod 755 "$1/usr/sbin/policy-rc.d"' \
  --customize-hook='rm -f "$1/etc/hostname" "$1/etc/resolv.conf"; rm -rf "$1"/var/cache/apt/*.bin "$1"/var/cache/debconf/*-old "$1"/var/log/*.log "$1"/var/log/apt' \
  --customize-hook="[ $keep_sources = yes ] || rm -rf \"\$1\"/etc/apt/sources.list \"\$1\"/etc/apt/sources.list.d/*" \
  bookworm "$out.part" "$@"

# A tar that ended early would be imported as an empty image without a word.
tar -tf "$out.part" ./etc/debian_version >/dev/null
mv "$out.part" "$out"
