import type { Page } from './page.ts';

export const balancers: Readonly<Record<string, Page>> = {
  L01: {
    title: 'the load balancer has no address',
    meaning:
      'type LoadBalancer asks a controller of the cluster for an address outside, and none has been given (EXTERNAL-IP <pending>). Inside the cluster, the cluster IP works all the same.',
    detection:
      'status.loadBalancer is empty. Events of the Service tell of a controller that works on it or has failed (event); a loadBalancerClass that nobody serves is class-unmatched; else no controller is there (no-controller).',
    mending:
      'Install a controller (a cloud provider has one; MetalLB, kube-vip and others for own machines; minikube tunnel), correct the class, or use NodePort.',
    commands: ['kubectl -n NAMESPACE describe svc NAME', 'kubesvc edit type NAME NodePort -n NAMESPACE'],
  },
  L02: {
    title: 'the addresses of the nodes cannot be reached from here',
    meaning:
      'The nodes are containers or virtual machines of this host (kind, minikube, Docker Desktop), whose addresses end inside it.',
    detection: 'The node ports were tried from the host that runs kubesvc, and the nodes are known to be of that sort.',
    mending: 'Use kubectl port-forward, minikube service, or a port mapping of the kind cluster.',
    commands: ['kubectl -n NAMESPACE port-forward svc/NAME 8080:80', 'minikube service NAME -n NAMESPACE --url'],
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
