/** One thing that is wrong, or worth knowing, with what proves it and what mends it. Ids are stable. */
export interface Finding {
  /** `S01`, `N01`, `R03`: see the finding catalogue in docs. */
  id: string;
  severity: 'error' | 'warning' | 'info';
  confidence: 'certain' | 'likely' | 'possible';
  /** A machine-readable sub-case, `label-mismatch` for one. */
  reason?: string;
  message: string;
  /** Lines that prove it: what was seen, and where. */
  evidence: string[];
  fix: Fix[];
}

/** A command that can be pasted, or advice where no command can know enough. */
export interface Fix {
  command: string;
  why?: string;
}
