import { fileURLToPath } from 'node:url';

/** The pictures of README: what a terminal shows, taken from real runs. */
export const pictures = [
  {
    name: 'healthy',
    title: 'kubesvc probe of a Service that answers',
    before: [
      'kubectl create deployment web --image=nginx --port=80 --replicas=2',
      'kubectl rollout status deployment web',
      'kubesvc expose deployment web',
    ],
    command: 'kubesvc probe web',
  },
  {
    name: 'broken',
    title: 'kubesvc probe of a Service whose selector has a typing error',
    before: [`kubectl patch svc web -p '{"spec":{"selector":{"app":"wbe"}}}'`],
    command: 'kubesvc probe web',
  },
] as const;

export const pictureFile = (name: string, theme: string): string =>
  fileURLToPath(new URL(`../../docs/pictures/${name}-${theme}.svg`, import.meta.url));

/** With the colours of a terminal, though nobody looks. */
export const coloured = (command: string): string => `${command} --color`;
