import './kube/connect.ts';
