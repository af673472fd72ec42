# Sourced by install.sh and scripts/test: brings a bare Debian (12, 13) or Raspberry Pi OS to where Préau can be built.
# Everything said goes to standard error, so that standard output stays for results.

say() { printf '%s\n' "$*" >&2; }
fail() { say "✗ $*"; exit 1; }

# Runs a command as root: directly, or with sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else fail "Il faut les droits d’administration pour installer « $* ». Relancez en root, ou installez sudo."
  fi
}

check_machine() {
  [ "$(uname -s)" = Linux ] || fail "Préau s’installe sur Linux (Debian 12 ou 13, Raspberry Pi OS). Ici : $(uname -s)."
  case "$(uname -m)" in
    x86_64 | aarch64) ;;
    *) fail "Il faut un système 64 bits (x86_64 ou aarch64). Ici : $(uname -m). Sur Raspberry Pi, choisissez « Raspberry Pi OS (64-bit) »." ;;
  esac
  command -v apt-get >/dev/null 2>&1 || fail "Ce système n’a pas apt-get : Préau s’installe sur Debian ou Raspberry Pi OS."
}

apt_lists_are_fresh=
# Installs the Debian packages that are missing, and only those.
need_packages() {
  missing=
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  say "· Installation de :$missing"
  if [ -z "$apt_lists_are_fresh" ]; then
    as_root apt-get update -qq >/dev/null || fail "Les listes de paquets n’ont pas pu être lues. Vérifiez la connexion Internet, puis relancez."
    apt_lists_are_fresh=yes
  fi
  journal=$(mktemp)
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >"$journal" 2>&1 || {
    tail -n 20 "$journal" >&2
    fail "L’installation de$missing a échoué. Lancez « apt-get -f install », puis recommencez."
  }
  rm -f "$journal"
}

# A Node to start npm with: any from 18 on; npm then brings the one that Préau runs on.
need_node() {
  if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
    major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
    [ "$major" -ge 18 ] && return 0
  fi
  need_packages nodejs npm
}

# npm's packages, exactly as package-lock.json names them. No install script of any of them runs. npm itself is run by the
# Node that Préau runs on: it would leave out optional packages (sharp's binary) for which an older one is too old.
need_modules() {
  stamp=node_modules/.preau-stamp
  want=$(cat package-lock.json package.json | sha256sum | cut -d' ' -f1)-$(uname -m)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && [ -x node_modules/.bin/node ]; then return 0; fi
  say "· Installation des composants (une à deux minutes)…"
  cpu=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  wanted=$(sed -n "s/.*\"node-linux-$cpu\": \"\([0-9.]*\)\".*/\1/p" package.json | head -n 1)
  npm_program=$(readlink -f "$(command -v npm)")
  first=$(mktemp -d)
  {
    npm install --prefix "$first" --ignore-scripts --no-audit --no-fund --loglevel=error "node-linux-$cpu@$wanted" >/dev/null &&
      export NODE_NO_WARNINGS=1 &&
      PATH="$first/node_modules/node-linux-$cpu/bin:$PATH" node "$npm_program" ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null &&
      PATH="$first/node_modules/node-linux-$cpu/bin:$PATH" node "$npm_program" rebuild --ignore-scripts --loglevel=error >/dev/null
  } >&2 || fail "Les composants n’ont pas pu être installés. Vérifiez la connexion Internet, puis relancez."
  rm -rf "$first"
  node_modules/.bin/node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 24 ? 0 : 1)' ||
    fail "Node 24 n’a pas été installé dans node_modules. Supprimez node_modules, puis relancez."
  printf '%s' "$want" >"$stamp"
}

# The programs in dist/ and the app in static/app/, unless they are newer than what they are made from.
need_build() {
  stamp=dist/.preau-stamp
  want=$(find server views static scripts package-lock.json -type f -not -path 'static/app/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$want" ]; then return 0; fi
  say "· Construction…"
  PATH="$PWD/node_modules/.bin:$PATH" node scripts/build.ts >&2 || fail "La construction a échoué (voir ci-dessus)."
  printf '%s' "$want" >"$stamp"
}
