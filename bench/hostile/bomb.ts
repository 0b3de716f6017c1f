/** A request whose input is cheap to send and expensive to process without limits. */
export interface Bomb {
  readonly name: string;
  /** The documented code of the rejection. */
  readonly expectedCode: string;
  /** Prepares for sending the bomb several times, before the measurement starts. */
  prepare?(url: string, credential: string, copies: number): Promise<void>;
  /** Sends the bomb, and resolves with the response that reports the rejection. @param url address of the API */
  send(url: string, credential: string): Promise<Response>;
}

/** The bombs of one API. */
export interface HostileApi {
  /** Name of the API, and first segment of its paths. */
  readonly name: string;
  /** Names of credentials in the demo file, which send the bombs in turn, because each has a rate limit. */
  readonly credentials: readonly string[];
  readonly bombs: readonly Bomb[];
  /** Returns what the account has left or has used; it must not change. */
  balance(url: string, credential: string): Promise<unknown>;
}
