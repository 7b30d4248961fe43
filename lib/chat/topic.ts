/** The text that says what a channel is about. */
export interface Topic {
  /** Empty if there is none. */
  readonly text: string;
  /** The name of the user who has set it. */
  readonly author: string;
  /** In milliseconds since 1970. */
  readonly time: number;
  /** Whether only operators may change it. */
  readonly isLocked: boolean;
}
