import { RecentNames } from "../shared/recent_names.ts";
import { privateSender, speakerIn } from "./frames_shown.ts";

/** The users and channels that the client has heard of. */
export class HeardNames {
  readonly users = new RecentNames();
  readonly channels = new RecentNames();
  /** The user who sent the last private message that was shown. */
  correspondent: string | undefined;

  /** Takes note of a frame of the server. */
  onFrame(text: string): void {
    const speaker = speakerIn(text);
    if (speaker) this.users.add(speaker.name);
  }

  /** Takes note of a frame that the user reads. */
  onShown(text: string): void {
    this.correspondent = privateSender(text) ?? this.correspondent;
  }

  /** Takes note of the channel that the user is in. */
  onChannel(name: string | undefined): void {
    if (name !== undefined) this.channels.add(name);
  }
}
