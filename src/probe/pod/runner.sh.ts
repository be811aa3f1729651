import { answers } from './runner-answers.sh.ts';
import { checks } from './runner-checks.sh.ts';
import { groups } from './runner-groups.sh.ts';
import { heaps } from './runner-heaps.sh.ts';

/**
 * What the pod runs, in busybox's ash. It reads targets from $T0, $T1, … (see lines.ts) and writes one record a run of a tool, `R<TAB>id<TAB>exit code<TAB>microseconds<TAB>text`, at last `E<TAB>count`.
 *
 * - All that fit in 4,096 bytes go into the termination message, so that reading logs is not needed; else only the E line does.
 * - No target becomes part of a command: lines are split by `read`, and words are quoted. `set -f` keeps * from files.
 * - Groups run side by side, $P at a time. In a group connections to what stands behind a front (letter e) are tried while
 *   the fronts (f) are, and those by name (n) once a front takes connections: a dead one would refuse again and again. What
 *   is asked over connections follows, in the manner that a front has answered to. In a batch (y) what stands behind a
 *   front is tried only where that is dead. Further letters: c control, d name, o other ports of a pod, only where one of
 *   the group has refused.
 * - The kernel answers only so many refused packets (ICMP) a second: where it has answered some, whatever met silence is
 *   tried again at the end, alone.
 * - A failed check is tried again $RETRY times, 1.5 s later: a service proxy takes up to a second to open a port that was
 *   asked for just now (kube-proxy's minSyncPeriod). After a time-out only a control is tried again, and a front
 *   whose endpoints answer: the others would say the same.
 * - Where something has changed only just, a line says for how many seconds more a proxy or DNS may be behind: so long a front
 *   (or a name) that fails is asked again, if all endpoints answer or none is tried. Of that only what came of it is told,
 *   as `id.late` with the time since its first attempt, and an answer as any other.
 * - `wget -T` bounds neither the name look-up nor its TLS helper: `timeout` bounds the first, and the mark `rc=` ends the
 *   reading where the helper still holds the pipe. `ulimit -f` ends the body of a long answer that is kept.
 * - `nc -vv`: with one v a refusal prints nothing. `-Y off`: busybox obeys http_proxy but not no_proxy.
 * - Two datagrams half a second apart: the refusal of the first shows in the sending of the second.
 * - h2c: the sending side stays open, because nginx says nothing to a client that has closed it.
 * - Alpine 3.23 keeps microseconds in $EPOCHSECONDS where others have $EPOCHREALTIME; /proc/uptime is the last resort.
 */
export const runner = (checks + answers + groups + heaps).replaceAll('~{', '${');
