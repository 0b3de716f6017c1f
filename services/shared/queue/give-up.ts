/** Thrown by a handler whose job can never succeed: it is given up at once, whatever attempts are left. */
export class GiveUp extends Error {
  override readonly name = "GiveUp";
}
