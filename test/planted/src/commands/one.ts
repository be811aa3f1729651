import './two.ts';
import '../kube/connect.ts';
import '@kubernetes/client-node';
