/** What there is to say of one finding, for somebody who meets it for the first time. */
export interface Page {
  /** A headline, without the id. */
  title: string;
  meaning: string;
  detection: string;
  mending: string;
  /** NAME, NAMESPACE, POD and the like stand for the reader's own. */
  commands: readonly string[];
}
