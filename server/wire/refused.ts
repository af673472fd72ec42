/**
 * Why something received is not believed. The reader shows its own sentence for each reason.
 * - `no-key`: sealed to a key of the channel that this holder was never given (it was published before the holder came);
 *   skip it quietly.
 * - `older`: a lower (lineage, seq) than one already seen.
 */
export type Reason =
  | "bad-signature"
  | "bad-hash"
  | "bad-mac"
  | "older"
  | "wrong-channel"
  | "wrong-school"
  | "malformed"
  | "no-key"
  | "unopenable";

export class Refused extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, detail?: string) {
    super(detail === undefined ? reason : `${reason}: ${detail}`);
    this.name = "Refused";
    this.reason = reason;
  }
}
