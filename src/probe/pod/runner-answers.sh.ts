/** What the runner asks over connections that stand, and how it finds out what a port speaks (see runner.sh.ts). */
export const answers = String.raw`url() { # SCHEME HOST PORT PATH
  case $2 in *:*) U="$1://[$2]:$3$4" ;; *) U="$1://$2:$3$4" ;; esac
}

web() { # ID SCHEME HOST PORT PATH: asks, and leaves the answer in $O
  now; S=$N
  url "$2" "$3" "$4" "$5"
  body=/dev/null
  [ -z "$KEEP" ] || case $1 in f*) body=$D/body.~{1%%.*} ;; esac
  if [ "$2" = http ]; then
    O=$(get 2>&1 </dev/null)
    record "$1" $? "$O"
  else
    # busybox's sed looks a line ahead before it does anything with one
    O=$({ (get); r=$?; echo; echo "rc=$r"; echo; } 2>&1 </dev/null | sed '/^rc=/q')
    record "$1" "~{O##*rc=}" "~{O%rc=*}"
  fi
}

get() { # of $U into $body, in place of the shell that runs it
  [ "$body" = /dev/null ] || ulimit -f 8
  exec timeout $((TO + 6)) wget -Y off -q -S -T "$TO" --no-check-certificate ~{HH:+--header} ~{HH:+"Host: $HH"} -O $body "$U"
}

# What a TCP port speaks that does not answer HTTP. Each of these writes its own record.
sniff() { # ID HOST PORT
  (now; S=$N; O=$( (printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0'; sleep 1) | timeout 3 nc -w 2 "$2" "$3" 2>/dev/null | od -An -tx1 -N 9); record "$1.h2c" 0 "$O") &
  (now; S=$N; O=$( (printf 'PING\r\n'; sleep 0.5) | timeout 2 nc -w 1 "$2" "$3" 2>/dev/null | head -c 64); record "$1.redis" 0 "$O") &
  (now; S=$N; O=$(sleep 1.5 | timeout 2 nc -w 1 "$2" "$3" 2>/dev/null | head -c 64); record "$1.banner" 0 "$O") &
}

# Leaves in $WEB what the port speaks: http, https or tcp. What has not answered for a second is asked the other ways meanwhile.
detect() { # ID HOST PORT PATH FIRST
  WEB=tcp
  case $5 in http) set -- "$@" https ;; https) set -- "$@" http ;; *) set -- "$@" 'http https' ;; esac
  case $5 in
  http | https)
    (sleep 1; ! take "$D/$1" || others "$@") &
    meanwhile=$!
    web "$1.$5" "$5" "$2" "$3" "$4"
    sure=
    if isanswer; then
      WEB=$5
      case $5$O in http" "*" 400 "*) ;; *) sure=1 ;; esac # a port of TLS says so to plain HTTP
    fi
    if take "$D/$1"; then
      kill $meanwhile
      [ -z "$sure" ] || return 0
      if [ $WEB = http ]; then
        web "$1.https" https "$2" "$3" "$4"
        ! isanswer || WEB=https
        return 0
      fi
      (others "$@")
    else
      [ -z "$sure" ] || return 0
      wait $meanwhile
    fi ;;
  *) (others "$@") ;;
  esac
  [ ! -e "$D/$1.http" ] || WEB=http
  [ ! -e "$D/$1.https" ] || WEB=https
}

others() { # ID HOST PORT PATH FIRST SCHEMES
  for s in $6; do
    (web "$1.$s" $s "$2" "$3" "$4"; ! isanswer || : >"$D/$1.$s") &
  done
  sniff "$1" "$2" "$3"
  wait
}

isanswer() { # a status line: who sends back what he gets says HTTP as well
  case $O in
  *HTTP/?.?" "[1-5][0-9][0-9]* | *HTTP/?" "[1-5][0-9][0-9]*) return 0 ;;
  esac
  return 1
}

samples() { # ID HOST PORT PATH
  i=0
  while [ $i -lt "$COUNT" ]; do
    i=$((i + 1))
    pace
    now; S=$N
    case $WEB in
    http | https)
      url $WEB "$2" "$3" "$4"
      O=$(timeout $((TO + 6)) wget -Y off -q -T "$TO" --no-check-certificate -O - "$U" 2>&1 </dev/null | head -c 2048 | md5sum)
      r=0
      case $O in d41d8cd98f*) r=1 ;; esac
      O=~{O:0:8} ;;
    *) O=$(exec nc -zvv -w "$TO" "$2" "$3" 2>&1 </dev/null); r=$? ;;
    esac
    record "$1.s" $r "$O"
  done
}

ask() { # ID HOW HOST PORT SCHEME PATH, of what is open
  case $1 in
  f*)
    [ -n "$WEB" ] || case $5 in
      auto:*) detect "$1" "$3" "$4" "$6" "~{5#auto:}" ;;
      http | https) WEB=$5; web "$1.$5" "$5" "$3" "$4" "$6" ;;
      h2c) WEB=tcp; (sniff "$1" "$3" "$4"; wait) ;;
      *) WEB=tcp ;;
    esac
    [ "$COUNT" = 0 ] || samples "$1" "$3" "$4" "$6"
    return ;;
  c* | o*) return ;;
  esac
  # Not detected, because no front answered: what it most likely speaks. A front may have led to the one endpoint that says
  # nothing: where the port is known for HTTP, each endpoint is asked all the same, once more where it was cut off.
  case $WEB in
  '') speaks=~{5#auto:} ;;
  tcp) case $5 in http | https) speaks=$5 ;; *) speaks=tcp ;; esac ;;
  *) speaks=$WEB ;;
  esac
  case $speaks in
  http | https)
    web "$1.$speaks" "$speaks" "$3" "$4" "$6"
    case $O in
    *HTTP/* | *"timed out"*) ;;
    *) sleep 1; web "$1.$speaks" "$speaks" "$3" "$4" "$6" ;;
    esac ;;
  esac
}

check() { # ID HOW HOST PORT SCHEME PATH: both, one after the other
  try "$@"
  [ "$2" = tcp ] && [ $open = 0 ] || return 0
  ask "$@"
}

`;
