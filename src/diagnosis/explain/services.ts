import type { Page } from './page.ts';

export const services: Readonly<Record<string, Page>> = {
  S01: {
    title: 'the selector matches no pod',
    meaning:
      'A Service sends packets to the pods that carry all labels of its selector, in its own namespace. No pod carries them all, so there is nobody to send to: connections are refused, or lost, as the network plugin likes. kubectl get svc shows nothing of it.',
    detection:
      'The pods of the namespace are compared with the selector, key by key. The nearest ones are named: a value that differs by case or by a letter or two, the same value under another key, one key too many. Where the template of a workload would match, the workload is the cause: it is scaled to 0, paused, or may not make pods (quota, Pod Security, a ServiceAccount that is missing), which its events tell; a CronJob or a Job has pods at times only; and a StatefulSet makes a pod once those before it are ready. Labels of a Deployment itself are not those of its pods.',
    mending:
      'Change the selector to labels that the pods have, or let the workload make its pods. The selector of a Service may change at any time.',
    commands: [
      'kubectl -n NAMESPACE get pods --show-labels',
      'kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"selector":{"app":"web"}}}\'',
      'kubectl -n NAMESPACE scale deployment/NAME --replicas=1',
      'kubectl -n NAMESPACE describe deployment NAME',
    ],
  },
  S02: {
    title: 'pods match, but they are not ready',
    meaning:
      'Only pods that are ready take part in a Service. As an error: none is, so nobody answers. As a warning: others serve, and these are out of rotation.',
    detection:
      'The conditions and containers of every matching pod are read, and the first reason that applies is given: being deleted, ended, not scheduled, its node lost, an init container, its image, its configuration, memory, a crash, a readiness gate, a probe. The last event of the pod is quoted where it says more.',
    mending:
      'Mend what the reason names. A readiness probe that asks for the wrong path or port keeps a sound application out, so look at the probe as well as at the application.',
    commands: [
      'kubectl -n NAMESPACE describe pod POD',
      'kubectl -n NAMESPACE logs POD --previous',
      'kubectl -n NAMESPACE get events --field-selector involvedObject.name=POD',
    ],
  },
  S03: {
    title: 'nobody listens at the targetPort',
    meaning:
      "Packets reach the pods at a port where no process listens. The pod refuses them within milliseconds. On a headless Service nothing translates the port at all: clients reach the pods at the Service's own port number.",
    detection:
      'By declaration, as a warning: the pods declare other ports, their probes pass at another port, or they declare the number for another protocol. By packets, as an error: an endpoint refused at once; where a pod has an address of another IP family, that is tried too, since an application that is bound to IPv6 alone refuses over IPv4. A number that no container declares proves nothing by itself, since declared ports are a statement only.',
    mending:
      'Set targetPort (or the protocol) to what the application listens at, or let the application listen where the Service sends. On a headless Service, make port and targetPort the same.',
    commands: [
      'kubectl -n NAMESPACE exec POD -- netstat -ltn',
      'kubectl -n NAMESPACE patch svc NAME --type=json -p \'[{"op":"replace","path":"/spec/ports/0/targetPort","value":8080}]\'',
      'kubesvc probe NAME -n NAMESPACE',
    ],
  },
  S04: {
    title: 'the application listens on the loopback address only',
    meaning:
      "A server that is bound to 127.0.0.1 or ::1 answers inside its own pod, and nobody else's packets reach it.",
    detection:
      'The pod refuses at its own address, while a port-forward, which connects to the loopback of the pod, finds the port open: then it is certain. Without the right to port-forward, a command line or a variable that names the loopback makes it likely.',
    mending:
      'Let the server listen on all addresses: 0.0.0.0 or [::], often an option like --host or --bind, or a variable HOST. Then roll it out.',
    commands: [
      'kubectl -n NAMESPACE port-forward pod/POD 8080:8080',
      'kubectl -n NAMESPACE edit deployment NAME',
      'kubesvc probe NAME -n NAMESPACE --wait 2m',
    ],
  },
  S05: {
    title: 'the Service has no such port',
    meaning:
      'The port that was asked for is not in spec.ports. What happens to a packet for it depends on the Service proxy: it is refused, or lost.',
    detection:
      "The number or name is compared with the Service's ports; a targetPort or a node port that was taken for the Service's own is pointed out.",
    mending: 'Use a port that the Service has, or add one.',
    commands: ['kubesvc get svc NAME -n NAMESPACE', 'kubesvc edit svc NAME -n NAMESPACE'],
  },
  S06: {
    title: 'there is no such Service',
    meaning:
      'No Service of this name is in this namespace. A short name (web) means the namespace of the pod that asks; another namespace is named as web.shop.',
    detection:
      'The Services that may be listed are searched for the same name in another namespace, and for names that differ by a letter or two.',
    mending: 'Ask for the right name, name the namespace, or create the Service.',
    commands: ['kubesvc get svc -A', 'kubesvc probe NAME -n OTHER', 'kubesvc expose deployment NAME -n NAMESPACE'],
  },
  S07: {
    title: 'a named targetPort that pods do not have',
    meaning:
      'targetPort is a name. A pod that declares no port of this name and protocol is left out of the Service for this port, without a word anywhere.',
    detection:
      'The name is looked up in every matching pod as the control plane does it: name and protocol, in its containers and then in its sidecars.',
    mending: 'Give the ports of the pods this name, or set targetPort to a name or number that they have.',
    commands: [
      'kubectl -n NAMESPACE get pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[*].ports}{"\\n"}{end}\'',
      'kubectl -n NAMESPACE patch svc NAME --type=json -p \'[{"op":"replace","path":"/spec/ports/0/targetPort","value":"http"}]\'',
    ],
  },
  S08: {
    title: 'another Service has the same selector and port',
    meaning:
      'Two Services lead to the same pods. That is often on purpose (one headless, one not); after a renaming, one of them is left over.',
    detection: 'The selectors and ports of the namespace are compared.',
    mending: 'Nothing needs to be done. Remove the one that nobody uses any more.',
    commands: ['kubectl -n NAMESPACE get svc -o wide'],
  },
  S09: {
    title: 'the Service sends clients to pods that are not ready',
    meaning:
      'spec.publishNotReadyAddresses is true, so pods count as ready whatever their probes say. Clusters that find their members by DNS need that; clients meet pods that do not serve.',
    detection:
      'The conditions of the pods are compared with the EndpointSlices. It is an error once such a pod has refused or lost a packet.',
    mending: 'Mend the pods, or take publishNotReadyAddresses away from the Service that clients use.',
    commands: [
      'kubectl -n NAMESPACE describe pod POD',
      'kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"publishNotReadyAddresses":false}}\'',
    ],
  },
  S10: {
    title: 'one pod serves alone',
    meaning: 'While the only pod restarts or moves to another node, nobody answers.',
    detection: 'The endpoints in rotation are counted.',
    mending: 'Run two or more, where the application allows it.',
    commands: ['kubectl -n NAMESPACE scale deployment/NAME --replicas=2'],
  },
  S11: {
    title: 'the selector matches pods of several workloads',
    meaning:
      'A Service sends to every pod that carries its labels, whoever makes it. Two workloads behind one Service may be wanted (a canary, blue and green); where they are two applications, a share of the connections goes to the wrong one. As an error: the pods of one answer at the port, and those of another refuse it.',
    detection:
      'The owners of the matching pods are compared. It is an error where packets reached the pods of one workload, and were refused by all pods of another that are ready and declare no such port. Otherwise it is a note.',
    mending:
      'Add a label to the selector that the right pods have and the others have not, or give the others another label.',
    commands: [
      'kubectl -n NAMESPACE get pods --show-labels',
      'kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"selector":{"tier":"web"}}}\'',
    ],
  },
  S12: {
    title: 'the pods of a headless Service have no names of their own',
    meaning:
      'Clients of a StatefulSet often ask for one pod by its name, db-0.db. DNS knows that name only where the serviceName of the StatefulSet (the subdomain of its pods) is the name of a headless Service that selects them. Here it names a Service that does not exist, or one that is not headless. The name of the Service itself works.',
    detection:
      "The subdomain of the matching pods is compared with the Service's own name and with the names of its neighbours.",
    mending:
      'Make the headless Service that the serviceName says, or make the StatefulSet anew with the right one: it cannot be changed.',
    commands: [
      'kubectl -n NAMESPACE get statefulsets -o custom-columns=NAME:.metadata.name,SERVICE:.spec.serviceName',
      'kubesvc expose statefulset/NAME -n NAMESPACE --name=SERVICE-NAME --headless',
    ],
  },
  S14: {
    title: 'the selector names one revision of a workload',
    meaning:
      'A label such as pod-template-hash is written by a controller, and is another one after each rollout. A Service that selects by it was exposed from a pod or a ReplicaSet in place of its Deployment: it works until the next rollout, and then selects no pod.',
    detection: 'The keys of the selector.',
    mending: 'Take the label out of the selector, and expose the Deployment itself next time.',
    commands: [
      'kubectl -n NAMESPACE patch svc NAME --type=merge -p \'{"spec":{"selector":{"pod-template-hash":null}}}\'',
      'kubesvc expose deployment/WORKLOAD -n NAMESPACE',
    ],
  },
  S13: {
    title: 'the Service is being deleted',
    meaning:
      'Somebody has deleted the Service, or its whole namespace, and a finalizer holds it for now. It may still answer. As soon as what holds it lets go, it is gone, with its cluster IP; in a namespace that is being deleted nothing can be made any more, the probe pod included.',
    detection: 'The Service, or its namespace, has a deletionTimestamp.',
    mending:
      'A deletion cannot be taken back. See whether whoever set the finalizer still runs, and make the Service anew.',
    commands: [
      "kubectl -n NAMESPACE get svc NAME -o jsonpath='{.metadata.finalizers}'",
      'kubectl get namespace NAMESPACE -o yaml',
    ],
  },
};
