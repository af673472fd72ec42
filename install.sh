#!/usr/bin/env bash
# Installs Préau.
#   ./install.sh --demo [--port 8080] [--portal-port 8090] [--data DIR] [--json]
#       a living demo school on this machine, box and portal, in the foreground (Ctrl+C stops it)
#   ./install.sh                     (root) the service of a real school: /opt/preau, data in /var/lib/preau, port 80
set -eu
source_dir=$(cd "$(dirname "$0")" && pwd)
cd "$source_dir"
. scripts/lib/prepare.sh

usage() { sed -n '3,5s/^# \{0,1\}//p' "$0" >&2; }

demo() {
  check_machine
  need_packages ca-certificates
  need_node
  need_modules
  need_build
  exec node_modules/.bin/node dist/demo.js "$@"
}

install_service() {
  [ "$(id -u)" = 0 ] || fail "L’installation du service demande les droits d’administration : sudo ./install.sh (ou ./install.sh --demo pour essayer)."
  check_machine
  command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ] ||
    fail "Ce système ne tourne pas avec systemd : le service ne peut pas y être installé. Pour essayer : ./install.sh --demo."
  need_packages ca-certificates
  need_node
  need_modules
  need_build
  target=/opt/preau
  say "· Copie dans $target"
  mkdir -p "$target"
  systemctl stop preau 2>/dev/null || true
  for part in dist views static migrations package.json package-lock.json .npmrc scripts/lib LICENSE README.md; do
    rm -rf "${target:?}/$part"
    mkdir -p "$(dirname "$target/$part")"
    cp -a "$part" "$target/$part"
  done
  rm -rf "$target/node_modules"
  cp -a node_modules "$target/node_modules"
  (cd "$target" && npm prune --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && npm rebuild --ignore-scripts --loglevel=error >&2) ||
    fail "Les composants n’ont pas pu être rangés dans $target."
  getent passwd preau >/dev/null || useradd --system --home-dir /var/lib/preau --no-create-home --shell /usr/sbin/nologin preau
  install -d -m 0700 -o preau -g preau /var/lib/preau
  install -m 0644 "$source_dir/scripts/lib/preau.service" /etc/systemd/system/preau.service
  [ -e /etc/preau.env ] || install -m 0640 -g preau "$source_dir/scripts/lib/preau.env" /etc/preau.env
  install -m 0755 "$source_dir/scripts/lib/preau-mot-de-passe" /usr/local/sbin/preau-mot-de-passe
  install -m 0644 "$source_dir/scripts/lib/90-preau-cle.rules" /etc/udev/rules.d/90-preau-cle.rules
  udevadm control --reload 2>/dev/null || true
  systemctl daemon-reload
  systemctl enable --now preau >&2 || fail "Le service n’a pas démarré. Voir : journalctl -u preau -n 50."
  wait_for_box
}

# Waits until the box answers, then prints where it is and the code that opens its first page.
wait_for_box() {
  tries=0
  until node_modules/.bin/node -e 'fetch("http://127.0.0.1/sante").then(r=>process.exit(r.ok?0:1),()=>process.exit(1))'; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "La boîte ne répond pas après une minute. Voir : journalctl -u preau -n 50."
    sleep 1
  done
  say ""
  say "Préau répond. Ouvrez depuis un ordinateur de l’école :"
  say "    http://$(hostname -I | cut -d' ' -f1)/"
  say "    http://preau.local/"
  say "En https aussi, une fois le certificat de l’école installé : http://preau.local/installation-https"
  if [ -r /var/lib/preau/keys/setup-code ]; then
    say "Code de mise en service : $(cat /var/lib/preau/keys/setup-code)"
  else
    say "L’école est déjà créée : ses données ont été gardées."
  fi
}

case "${1:-}" in
  --demo) shift; demo "$@" ;;
  "") install_service ;;
  -h | --help) usage ;;
  *) usage; fail "Option inconnue : $1" ;;
esac
