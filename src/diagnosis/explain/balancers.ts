import type { Page } from './page.ts';

export const balancers: Readonly<Record<string, Page>> = {
  L01: {
    title: 'the load balancer has no address, or does not answer at it',
    meaning:
      'type LoadBalancer asks a controller of the cluster for an address outside, and none has been given (EXTERNAL-IP <pending>). Or it has one, and nothing answers there (no-answer), or its name does not resolve (name). Inside the cluster, the cluster IP works all the same.',
    detection:
      'status.loadBalancer is empty. Events of the Service tell of a controller that works on it or has failed (event); a loadBalancerClass that nobody serves is class-unmatched; else no controller is there (no-controller). An address is tried from the pod, beside the Service itself.',
    mending:
      'Install a controller (a cloud provider has one; MetalLB, kube-vip and others for own machines; minikube tunnel), correct the class, or use NodePort. Of one that does not answer, look at its targets, its health checks and its firewall.',
    commands: ['kubectl -n NAMESPACE describe svc NAME', 'kubesvc edit type NAME NodePort -n NAMESPACE'],
  },
  L02: {
    title: 'this machine cannot reach the addresses of the Service',
    meaning:
      'Node ports, load balancer addresses and external IPs lead to the Service from outside, as far as there is a way to them. The nodes of kind, k3d, minikube and Docker Desktop are containers or virtual machines, whose addresses end inside the machine that they run on; private addresses of a cloud end at its border, and firewalls and security groups drop what they do not know. Pods may reach the Service all the same. A Service of type ClusterIP has no address outside at all (no-address).',
    detection:
      'With --via local each of those addresses is tried from the machine that runs kubesvc, without a pod and past any proxy. What the nodes are is read from their providerID and labels (kind, k3d, minikube, docker-desktop); else a lost packet to a private address is private, to another one filtered; refused is a no, and name a name that does not resolve here.',
    mending:
      'Use kubectl port-forward, which goes through the API server; minikube service or minikube tunnel; a port mapping in the configuration of a new kind cluster; else a route, or a rule of the firewall.',
    commands: [
      'kubectl -n NAMESPACE port-forward svc/NAME 8080:80',
      'minikube service NAME -n NAMESPACE --url',
      'kubesvc probe NAME -n NAMESPACE',
    ],
  },
  L03: {
    title: 'the load balancer admits other addresses only',
    meaning:
      'spec.loadBalancerSourceRanges lists who may come in by the load balancer; this client is not among them. The cluster IP and node ports are not concerned.',
    detection: "The ranges are compared with the addresses of the probe's pod.",
    mending: 'Add the range of those who are to come in.',
    commands: ['kubectl -n NAMESPACE edit svc NAME'],
  },
  L04: {
    title: 'a load balancer that is tried from inside',
    meaning:
      'Inside the cluster the Service proxy answers for the address of the load balancer, and the packet never leaves. That it answers here says nothing of the way from outside.',
    detection: 'The Service has a load balancer address that the proxy takes for its own.',
    mending: 'Try it from a machine outside.',
    commands: ['curl -m 5 http://ADDRESS/'],
  },
  L05: {
    title: 'a node port that cannot be had',
    meaning:
      'The node port is out of the range of the cluster (30000-32767, unless the API server was told otherwise), or another Service has it.',
    detection: 'The API server refused it.',
    mending: 'Choose another, or leave the choice to the cluster.',
    commands: ['kubectl get svc -A'],
  },
};
