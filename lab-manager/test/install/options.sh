#!/bin/sh
# What is said on the command line is understood or refused before anything happens.
set -eu
. "$(dirname -- "$0")/tap.sh"
home=$work/home

refused() { # DESCRIPTION WORDS OPTION...
  description=$1 words=$2
  shift 2
  try "$root/install.sh" --home "$home" "$@"
  check "$description stops with status 2" [ "$status" = 2 ]
  check "... and says why" said "$words"
}
refused "an unknown option" "unknown option '--colour'" --colour
refused "an unknown option behind known ones" "unknown option '-x'" --dry-run -x
refused "an option without its value" "--domain needs a value" --domain
refused "a port that is no number" "'http' is no port" --http-port http
refused "a port out of range" "'70000' is no port" --https-port 70000
refused "one port for two things" "are both 8080" --http-port 8080 --https-port 8080
refused "an address that is none" "'eth0' is no IP address" --bind eth0
refused "a domain of one part" "'lab' is no domain" --domain lab
refused "a domain with capitals" "'Lab.example.org' is no domain" --domain Lab.example.org
refused "purge said once" "to mean it, say --uninstall --purge --purge" --uninstall --purge
refused "purge without uninstall" "go with --uninstall" --purge --purge
refused "a system directory as data root" "is a directory of the system" --home /var/lib
refused "a data root with a space in its path" "only letters, digits" --home "$work/my lab"
refused "a snapshot without a restore" "--snapshot goes with --restore or --restore-export" --snapshot 1234abcd
refused "what lacks something without a restore" "--lacking goes with --restore or --restore-export" --lacking
refused "a restore from a folder that isn't there" "is its disk mounted?" --restore "$work/nowhere"
refused "a restore from an export that isn't there" "there is no file" --restore-export "$work/nowhere.labx.tar"
printf 'export\n' >"$work/lab:1.labx.tar"
ln -s "$work/lab:1.labx.tar" "$work/link.labx.tar"
refused "an export that Docker can't be given" "a path with a colon" --restore-export "$work/link.labx.tar"
refused "two restores at once" "choose one" --restore sftp://a@b/c --restore-export "$root/README.md"
refused "a restore with a domain" "the domain of its lab file" --restore sftp://a@b/c --domain lab.example.org
refused "a restore while uninstalling" "goes with no other deed" --restore sftp://a@b/c --uninstall
refused "a key for SFTP without known hosts" "needs --known-hosts" --restore sftp://a@b/c --ssh-key "$root/README.md"
refused "a restore over SFTP without a key" "needs --ssh-key and --known-hosts" --restore sftp://a@b/c --recovery-code-file "$root/README.md"
refused "... or with a known host only" "needs --ssh-key and --known-hosts" --restore SFTP://a@b/c --known-hosts "$root/README.md"
refused "a recovery code on the command line" "unknown option '--recovery-code'" --restore sftp://a@b/c --recovery-code X
check "none of these made a data root" [ ! -e "$home" ]

try "$root/install.sh" --version
check "--version prints the version of package.json" grep -Fqx "$(node -p "require('$root/package.json').version")" "$work/out"
try "$root/install.sh" --help
check "--help says what it does not do" said "What it does NOT do"
check "--help leaves out the code" [ "$(grep -c 'set -eu' "$work/out")" = 0 ]

try "$root/install.sh" --uninstall --dry-run --home "$home"
check "uninstalling where there is no lab fails" [ "$status" = 1 ]
check "... and says so" said "there is no lab at $home"

try "$root/containers/engine.sh" ensure --force
check "engine.sh stops at an unknown option" [ "$status" = 2 ]
try "$root/containers/engine.sh" explode
check "engine.sh stops at an unknown command" [ "$status" = 2 ]
done_testing
