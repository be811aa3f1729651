import type { Page } from './page.ts';

export const policies: Readonly<Record<string, Page>> = {
  N01: {
    title: 'a NetworkPolicy keeps this client out',
    meaning:
      'A pod that any NetworkPolicy selects for ingress is closed to all that none of them admits. Policies speak of pods: of the labels of the client and of its namespace, and of the port of the pod (targetPort), not of that of the Service.',
    detection:
      'The policies of the namespace are evaluated for this client and each endpoint: their union, by pod labels, namespace labels, address blocks, ports by number, name or range. It is certain once packets were lost as well, because a network plugin need not enforce policies.',
    mending:
      'Admit the client in one of the policies, or ask from a pod that is admitted. The command that is shown is the smallest change that lets this client in.',
    commands: [
      'kubectl -n NAMESPACE describe networkpolicy POLICY',
      'kubesvc probe NAME -n NAMESPACE --from-labels role=api',
      'kubesvc probe NAME -n NAMESPACE --from-namespace CLIENTS',
    ],
  },
  N02: {
    title: 'a NetworkPolicy keeps this client from cluster DNS',
    meaning:
      'The client may not send to the DNS pods (UDP 53), so no name resolves for it. Addresses work, names do not, and each look-up takes 5 seconds to fail. A policy that closes egress closes DNS too, unless it says otherwise.',
    detection:
      "The egress policies of the client's namespace, and the ingress policies of the DNS pods, are evaluated for UDP to every DNS pod.",
    mending: 'Add an egress rule for UDP and TCP 53.',
    commands: [
      'kubectl -n NAMESPACE get networkpolicies',
      'kubectl -n NAMESPACE patch networkpolicy POLICY --type=json -p \'[{"op":"add","path":"/spec/egress/-","value":{"ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]}}]\'',
    ],
  },
  N03: {
    title: 'a NetworkPolicy does not let this client out',
    meaning:
      "Egress policies of the client's own namespace admit nothing at all (reason all), or not these endpoints (reason endpoints). A client that reaches nothing says nothing of the Service, so the verdict is then inconclusive.",
    detection:
      "The egress policies that select the probe's pod are evaluated for each endpoint; the probe also tries the API server as a control.",
    mending: 'Let it out to the endpoints, and to DNS; or probe from a namespace or with labels that are let out.',
    commands: ['kubectl -n NAMESPACE get networkpolicies', 'kubesvc probe NAME -n NAMESPACE --from-namespace OTHER'],
  },
  N04: {
    title: 'a NetworkPolicy that is not enforced',
    meaning:
      'By the policies this client should be kept out, and its packets pass. The network plugin enforces none, or not for this traffic.',
    detection: 'The evaluation of N01, N02 or N03 (the reason) says no, and the packets say yes.',
    mending:
      'Nothing is broken for clients. If you rely on the policy, use a network plugin that enforces NetworkPolicies.',
    commands: ['kubectl -n NAMESPACE get networkpolicies', 'kubectl -n kube-system get pods'],
  },
  N05: {
    title: 'policies of other kinds',
    meaning:
      'There are policies of a network plugin (Cilium, Calico) or of the cluster admin (AdminNetworkPolicy). They decide too who reaches whom, and are not evaluated here.',
    detection: 'The kinds that the API server serves are listed for this namespace and for the cluster.',
    mending: 'Where packets are lost and nothing else explains it, read these.',
    commands: [
      'kubectl get ciliumnetworkpolicies -A',
      'kubectl get globalnetworkpolicies.crd.projectcalico.org',
      'kubectl get adminnetworkpolicies',
    ],
  },
};
