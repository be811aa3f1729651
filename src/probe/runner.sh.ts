/**
 * What the pod runs, in busybox's ash. It reads targets from $T and writes one record a check,
 * `R<TAB>id<TAB>exit code<TAB>microseconds<TAB>text`, and at last `E<TAB>count`.
 *
 * - All that fit in 4,096 bytes go into the termination message, so that reading logs is not needed; else only the E line does.
 * - No target becomes part of a command: lines are split by `read`, and words are quoted. `set -f` keeps * from files.
 * - Letters of ids: c control, d name, f front, n front by name (only after a front of its port answered), e all others.
 *   Those of e run three at a time, all else one by one: the kernel answers only so many refused packets (ICMP) a second.
 * - `wget -T` bounds neither the name look-up nor its TLS helper: `timeout` bounds the first, and the mark `rc=` ends the
 *   reading where the helper still holds the pipe.
 * - `nc -vv`: with one v a refusal prints nothing. `-Y off`: busybox obeys http_proxy but not no_proxy.
 * - busybox's tr knows no classes such as [:print:], only ranges.
 * - Alpine 3.23 keeps microseconds in $EPOCHSECONDS where others have $EPOCHREALTIME; /proc/uptime is the last resort.
 */
export const runner = String.raw`set -f
TAB=$(printf '\t')
NL='
'
R=/dev/shm/records
: >"$R"

now() {
  case $EPOCHREALTIME in *.*) N=$EPOCHREALTIME ;; *) N=$EPOCHSECONDS ;; esac
  case $N in *.*) ;; *) read -r N _ </proc/uptime; N=$N"0000" ;; esac
  N=\${N%.*}\${N#*.}
}

record() { # ID CODE TEXT, after a check that began at $S
  now
  text=$(printf %s "$3" | tr '\n' '|' | tr -c '\040-\176' ' ')
  [ \${#text} -le 200 ] || text=$(printf %s "$text" | head -c 100)~$(printf %s "$text" | tail -c 99)
  line=R$TAB$1$TAB$2$TAB$((N - S))$TAB$text
  echo "$line"
  echo "$line" >>"$R"
}

ask() { # URL
  { timeout $((TO + 6)) wget -Y off -q -S -T "$TO" --no-check-certificate -O "$OUT" "$1"; r=$?; echo; echo "rc=$r"; } 2>&1 </dev/null | sed '/^rc=/q'
}

check() { # ID HOW HOST PORT PATH
  now; S=$N
  case $2 in
  name)
    O=$(timeout $((TO + 6)) getent hosts "$3" 2>&1 </dev/null)
    record "$1" $? "$O"
    return ;;
  esac
  O=$(timeout $((TO + 6)) nc -zvv -w "$TO" "$3" "$4" 2>&1 </dev/null)
  open=$?
  record "$1" $open "$O"
  [ $open = 0 ] || return
  case $2 in http | https) ;; *) return ;; esac
  now; S=$N
  case $3 in *:*) at="[$3]" ;; *) at=$3 ;; esac
  O=$(ask "$2://$at:$4$5")
  rc=\${O##*rc=}
  record "$1w" "$rc" "\${O%rc=*}"
}

D=
while read -r key words; do
  [ "$key" = search ] && for word in $words; do case $word in svc.*) D=\${word#svc.} ;; esac; done
done </etc/resolv.conf
[ -n "$D" ] || D=cluster.local
OUT=/dev/null
[ -z "$SHOW" ] || OUT=/dev/shm/body

running=0
front=
echo "$T" | {
  while IFS="$TAB" read -r id how host port path; do
    case $host in @api) host=$KUBERNETES_SERVICE_HOST; port=$KUBERNETES_SERVICE_PORT ;; *@domain) host=\${host%@domain}$D ;; esac
    case $id in
    e*)
      OUT=/dev/null
      check "$id" "$how" "$host" "$port" "$path" &
      running=$((running + 1))
      [ $running -lt 3 ] || { wait; running=0; } ;;
    n*)
      # By name only where the front itself lives, or where there is no other front: a dead one would refuse again and again.
      case $front in dead) ;; *) check "$id" "$how" "$host" "$port" "$path" ;; esac
      front= ;;
    *)
      check "$id" "$how" "$host" "$port" "$path"
      case $id in f*) [ $open = 0 ] && front=alive || { [ "$front" = alive ] || front=dead; } ;; esac ;;
    esac
  done
  wait
}
if [ -n "$SHOW" ] && [ -f /dev/shm/body ]; then
  echo "B$TAB$(head -c 2048 /dev/shm/body | base64 | tr -d '\n')"
fi
count=$(wc -l <"$R")
echo "E$TAB$count"
echo "E$TAB$count" >>"$R"
if [ $(wc -c <"$R") -le 4096 ]; then cat "$R" >/dev/termination-log; else tail -n 1 "$R" >/dev/termination-log; fi
`.replaceAll('\\${', '${');
