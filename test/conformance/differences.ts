/** Where kubesvc does otherwise than kubectl, and why. docs/differences.md is made of this and of what both programs print. */
export interface Difference {
  id: number;
  input: string;
  kubectl: string;
  kubesvc: string;
  why: string;
  /** Command lines without the program's name; FILE stands for the folder of the fixtures. */
  lines: readonly (string | Line)[];
}

interface Line {
  line: string;
  stdin: string;
}

const dry = '--dry-run=client';
const ports = `${dry} -o jsonpath={.spec.ports}`;
const named = `${dry} -o name`;

export const differences: readonly Difference[] = [
  {
    id: 1,
    input: 'several objects in `expose`',
    kubectl: "the first one's selector, ports and labels on all",
    kubesvc: 'each has its own',
    why: 'the second Service would lead to the pods of the first',
    lines: [
      `expose -f FILE/list-of-two-pods.yaml ${dry} -o 'jsonpath={.metadata.name}: {.spec.selector.app} {.spec.ports[0].port}{"\\n"}'`,
    ],
  },
  {
    id: 2,
    input: 'a manifest with a namespace in `expose -f`, and no `-n`',
    kubectl: "made in the context's namespace",
    kubesvc: "made in the object's; a dry run prints it",
    why: 'a Service finds pods in its own namespace only',
    lines: [`expose -f FILE/deployment-one-port-namespace-prod.yaml ${dry} -o jsonpath={.metadata}`],
  },
  {
    id: 3,
    input: 'one port and protocol in two containers',
    kubectl: 'two equal ports, which the server refuses',
    kubesvc: 'one',
    why: 'there is one port to reach',
    lines: [`expose -f FILE/pod-same-port-in-two-containers.yaml ${ports}`],
  },
  {
    id: 4,
    input: '`expose service`',
    kubectl: 'targetPort becomes the port of the Service; names and appProtocols are lost',
    kubesvc: 'targetPort, name and appProtocol are kept; nodePort is not',
    why: 'the new Service would lead to ports that nobody listens on',
    lines: [`expose -f FILE/service-nodeport.yaml --name=other ${ports}`],
  },
  {
    id: 5,
    input: '`--port` with another number than the only one that the workload declares',
    kubectl: 'targetPort is the same number, which nobody serves',
    kubesvc: 'targetPort is the declared one, and says so; `--target-port` overrides',
    why: 'the Service would reach nothing',
    lines: [`expose -f FILE/deployment-one-port-namespace-prod.yaml -n prod --port=80 ${ports}`],
  },
  {
    id: 6,
    input: 'a workload that selects by matchExpressions',
    kubectl: 'refused',
    kubesvc: "the template's labels, where they satisfy the selector; named on standard error",
    why: 'a Service knows only equality, and the pods have these labels',
    lines: [
      `expose -f FILE/deployment-match-expressions.yaml ${dry} -o jsonpath={.spec.selector}`,
      `expose -f FILE/deployment-only-expressions.yaml ${dry} -o jsonpath={.spec.selector}`,
    ],
  },
  {
    id: 7,
    input: 'StatefulSet, DaemonSet, Job, CronJob, any resource with a pod template',
    kubectl: 'refused',
    kubesvc: 'exposed; a headless Service for a StatefulSet takes its serviceName',
    why: 'they have pods with labels and ports like the others',
    lines: [
      `expose -f FILE/statefulset.yaml ${named}`,
      `expose -f FILE/daemonset.yaml ${named}`,
      `expose -f FILE/custom-resource-with-template.yaml ${named}`,
    ],
  },
  {
    id: 8,
    input: 'a ReplicationController without a selector',
    kubectl: 'refused',
    kubesvc: "the template's labels",
    why: 'that is what the API makes of it',
    lines: [`expose -f FILE/rc-without-selector.yaml ${dry} -o jsonpath={.spec.selector}`],
  },
  {
    id: 9,
    input: '`--port=http`, `0`, `99999`, `5000000000`',
    kubectl: "Go's parser text, or a number that no port has",
    kubesvc: 'one sentence with the flag, the value and the range',
    why: 'the server would refuse it, or the number wraps around',
    lines: [
      `expose -f FILE/deployment-without-ports.yaml --port=http ${ports}`,
      `expose -f FILE/deployment-without-ports.yaml --port=0 ${ports}`,
      `expose -f FILE/deployment-without-ports.yaml --port=5000000000 ${ports}`,
    ],
  },
  {
    id: 10,
    input: '`--protocol=udp`, `--type=nodeport`, `--session-affinity=clientip`, `--cluster-ip=none`',
    kubectl: 'sent as written, or refused',
    kubesvc: "taken in any case, sent in the API's",
    why: 'what is meant is beyond doubt',
    lines: [
      `expose -f FILE/rc.yaml --protocol=tcp --type=nodeport ${dry} -o 'jsonpath={.spec.ports[0].protocol} {.spec.type}'`,
      `expose -f FILE/rc.yaml --session-affinity=clientip ${dry} -o jsonpath={.spec.sessionAffinity}`,
      `expose -f FILE/rc.yaml --cluster-ip=none ${dry} -o jsonpath={.spec.clusterIP}`,
    ],
  },
  {
    id: 11,
    input: '`--selector` with anything but equality',
    kubectl: 'a key `a!`, or a parse error',
    kubesvc: 'refused',
    why: 'a Service selector knows only equality',
    lines: [
      `expose -f FILE/rc.yaml --selector=a!=b ${dry} -o jsonpath={.spec.selector}`,
      `expose -f FILE/rc.yaml '--selector=a in (b)' ${dry} -o jsonpath={.spec.selector}`,
    ],
  },
  {
    id: 12,
    input: 'a name that is cut at 63 and then ends in `-`; a name that the server will refuse',
    kubectl: 'sent',
    kubesvc: 'cut clean; refused, with the rule and `--name`',
    why: 'the server refuses both',
    lines: [`expose -f FILE/pod-name-over-63.yaml ${named}`, `expose -f FILE/pod-name-with-dots.yaml ${named}`],
  },
  {
    id: 13,
    input: '`--external-ip=a,b`',
    kubectl: 'one address that is none',
    kubesvc: 'two',
    why: 'the server refuses the one',
    lines: [`expose -f FILE/rc.yaml --external-ip=192.0.2.1,192.0.2.2 ${dry} -o jsonpath={.spec.externalIPs}`],
  },
  {
    id: 14,
    input: '`--load-balancer-ip` with another type',
    kubectl: 'dropped silently',
    kubesvc: 'refused',
    why: 'what was asked for would not happen',
    lines: [`expose -f FILE/rc.yaml --load-balancer-ip=192.0.2.1 ${named}`],
  },
  {
    id: 15,
    input: '`create service … --save-config`, `--save-config --dry-run`',
    kubectl: 'nothing is saved',
    kubesvc: 'the annotation is there',
    why: 'a later `kubectl apply` needs it',
    lines: [
      `create service clusterip web --tcp=80 --save-config ${dry} -o jsonpath={.metadata.annotations}`,
      `expose -f FILE/rc.yaml --save-config ${dry} -o jsonpath={.metadata.annotations}`,
    ],
  },
  {
    id: 16,
    input: "the server's errors in `create service`",
    kubectl: 'one flattened line without the class',
    kubesvc: 'the form that every other command has',
    why: 'scripts look for `(AlreadyExists)`',
    lines: ['create service clusterip kubernetes --tcp=80 -n default'],
  },
  {
    id: 17,
    input: 'an ExternalName with a trailing dot',
    kubectl: 'refused',
    kubesvc: 'taken',
    why: 'the API takes it; it is an absolute name',
    lines: [`create service externalname ext --external-name=example.com. ${dry} -o jsonpath={.spec.externalName}`],
  },
  {
    id: 18,
    input: '`expose -f … --dry-run=client` without a server',
    kubectl: 'asks one all the same',
    kubesvc: 'needs none',
    why: 'all that is needed is in the file',
    lines: [`expose -f FILE/rc.yaml ${named} -s http://127.0.0.1:1`],
  },
  {
    id: 19,
    input: '`get svc --sort-by` with a field that no Service has, or not each, or a bad expression',
    kubectl: '"No resources found", exit code 0; those without it first, in an order of chance',
    kubesvc: 'rows without it last, in the order they came in; a bad expression is an error, exit code 1',
    why: 'there are resources; what is sorted by is looked for at the top',
    lines: [
      'get svc -n NAMESPACE --sort-by=.spec.nope',
      'get svc -n NAMESPACE --sort-by=.metadata.labels.tier -o name',
      'get svc -n NAMESPACE --sort-by={bad',
    ],
  },
  {
    id: 20,
    input: '`get svc` in a namespace that does not exist',
    kubectl: '"No resources found", exit code 0',
    kubesvc: 'the same, and that there is no such namespace',
    why: 'a misspelt namespace looks empty',
    lines: ['get svc -n no-such-namespace'],
  },
  {
    id: 22,
    input: 'connection refused',
    kubectl: 'five lines of log, then the sentence',
    kubesvc: 'the sentence, which names the issuer of a token where that is what was asked',
    why: 'the lines say the same, or alone know whom to look after',
    lines: ['get svc -s http://127.0.0.1:1', 'get svc --kubeconfig=FILE/dead-issuer.kubeconfig'],
  },
  {
    id: 23,
    input: 'https without credentials',
    kubectl: 'asks for a user name',
    kubesvc: 'an error',
    why: 'a script would hang, and the API knows no user names',
    lines: ['get svc -s SERVER --insecure-skip-tls-verify --kubeconfig=/dev/null'],
  },
  {
    id: 24,
    input: 'a field in an `expose -f` file that the API does not know',
    kubectl: 'ignored',
    kubesvc: 'warned of, with its path',
    why: 'it is misspelt, or will do nothing',
    lines: [`expose -f FILE/pod-with-unknown-fields.yaml ${named}`],
  },
  {
    id: 26,
    input: "texts of Go's own parsers, decoders and dumps",
    kubectl: 'printed as they are',
    kubesvc: 'one sentence: the flag, or the file and the path in it, the value, what is expected',
    why: 'they name neither cause nor place',
    lines: [
      {
        line: `expose -f - ${named}`,
        stdin:
          '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{ports: [{containerPort: http}]}]}}',
      },
      {
        line: `expose -f - ${named}`,
        stdin:
          '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"ports":[{"containerPort":80.0}]}]}}',
      },
      { line: `expose -f - ${named}`, stdin: 'a: b: c' },
      { line: `expose -f - ${named}`, stdin: 'hello' },
      `create service clusterip web --tcp=65536 ${named}`,
      `create service nodeport web --tcp=80 --node-port=x ${named}`,
      'create service nodeport --node-port=x',
      `expose -f FILE/rc.yaml --overrides={"spec":{"ports":[{"port":8e1}]}} ${named}`,
    ],
  },
  {
    id: 27,
    input: 'a value that the server will refuse for certain',
    kubectl: 'sent, or printed by a dry run',
    kubesvc: "refused with the server's rule, before anything is sent or printed",
    why: 'a manifest that is printed is there to be applied',
    lines: [
      `create service nodeport web --tcp=80 --tcp=81 --node-port=30080 ${named}`,
      `create service clusterip UPPER --tcp=80 ${named}`,
      `create service clusterip web --tcp=80 --tcp=80 ${named}`,
      `expose -f FILE/rc.yaml --type=NodePort --cluster-ip=None ${named}`,
      `expose -f FILE/rc.yaml -l a=b/c ${named}`,
    ],
  },
  {
    id: 28,
    input: '`--overrides` with an unknown field, another kind or version',
    kubectl: "dropped silently, or Go's text",
    kubesvc: 'refused, with the path',
    why: 'what was asked for would not happen',
    lines: [
      `expose -f FILE/rc.yaml --overrides={"spec":{"bogus":1}} ${named}`,
      `expose -f FILE/rc.yaml --overrides={"apiVersion":"v9"} ${named}`,
    ],
  },
  {
    id: 29,
    input: 'an unknown type in `create service`',
    kubectl: 'blames the flag',
    kubesvc: 'names the type and those there are',
    why: 'the flag is right',
    lines: ['create service lb web --tcp=80'],
  },
  {
    id: 30,
    input: 'control characters and Unicode line separators in YAML',
    kubectl: 'cannot be printed, or change on the way back',
    kubesvc: 'printed so that they read back the same',
    why: 'the output is there to be read again',
    lines: [
      `expose -f FILE/rc.yaml '--overrides={"metadata":{"annotations":{"a":"b\\u2028c\\u0085d\\n"}}}' ${dry} -o yaml`,
    ],
  },
  {
    id: 31,
    input: 'a named targetPort that the workload has for another protocol only',
    kubectl: 'silent',
    kubesvc: 'the same object, and which half of it reaches nothing',
    why: 'that half looks as if it worked',
    lines: [
      `expose -f FILE/deployment-four-ports-three-protocols.yaml --port=53 --target-port=dns ${dry} -o 'jsonpath={range .spec.ports[*]}{.protocol} {.targetPort}{"\\n"}{end}'`,
    ],
  },
  {
    id: 32,
    input:
      '`get` without a resource, other resources, a flag that takes the command for its value, `expose -A`, `--record`',
    kubectl:
      "names kubectl's own commands; any resource; speaks of plugins; unknown flag; writes the command line into an annotation",
    kubesvc:
      'names `get svc`; Services only, and says so; says where the flag belongs; says why not; ignored with one line',
    why: 'the words would lead nowhere',
    lines: [
      'get',
      'get pods -n NAMESPACE',
      `create deployment web --image=nginx ${named}`,
      '-A get svc',
      'expose -A',
      `expose -f FILE/rc.yaml --record ${dry} -o jsonpath={.metadata.annotations}`,
    ],
  },
];

/** What kubesvc adds under a name of kubectl's, so that a line of kubectl's is answered otherwise. */
export const additions: readonly Difference[] = [
  {
    id: 33,
    input: '`expose --port` given more than once',
    kubectl: 'the last one alone',
    kubesvc: 'a port of the Service each',
    why: 'who writes two wants two',
    lines: [`expose -f FILE/deployment-without-ports.yaml --port=80 --port=443 ${ports}`],
  },
];
