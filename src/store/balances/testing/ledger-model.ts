interface ModelGrant {
  readonly id: string;
  readonly priority: number;
  readonly expiresAt: number | null;
  readonly seq: number;
  remaining: number;
}

interface ModelAccount {
  /** Null: lives on grants. */
  capacity: number | null;
  /** In use of the capacity. */
  used: number;
  readonly grants: ModelGrant[];
}

interface ModelReservation {
  readonly account: string;
  readonly amount: number;
  state: "pending" | "posted" | "released" | "expired" | "written_off" | "late";
  expiresAt: number;
  posted: number;
  shortfall: number;
  refunded: number;
  /** Units burnt, one entry each, in the order in which they burnt. */
  units: ModelGrant[];
}

type Answer = Record<string, unknown>;

/**
 * Says what the ledger should do, in the plainest way: every unit is counted singly, nothing is cached, and an account
 * with a capacity is judged by what it uses instead of by grants.
 */
export class LedgerModel {
  nowMs = 1_000;
  /** Whether the last operation may have swept what expired, beside what it was asked. */
  hasSwept = false;
  readonly #accounts = new Map<string, ModelAccount>();
  readonly #reservations = new Map<string, ModelReservation>();
  readonly #keys = new Map<string, string>();
  #seq = 0;

  grant(id: string, name: string, amount: number, priority: number, expiresAt: number | null): Answer {
    this.hasSwept = false;
    const known = this.#repeat(`grant:${id}`, `${name} ${amount}`);
    if (known !== undefined) return known ? { outcome: "granted", isRepeat: true } : { outcome: "conflict" };
    if (this.#accounts.get(name)?.capacity != null) return { outcome: "conflict" };
    this.#keys.set(`grant:${id}`, `${name} ${amount}`);
    this.#open(name).grants.push({ id, priority, expiresAt, seq: this.#seq++, remaining: amount });
    return { outcome: "granted", amount, isRepeat: false };
  }

  reserve(id: string, name: string, amount: number, expiresAt: number): Answer {
    const taken = this.#take(id, name, amount, expiresAt, "pending");
    if (taken !== undefined) return taken;
    const known = this.#reservations.get(id) as ModelReservation;
    if (known.account !== name || known.amount !== amount) return { outcome: "conflict" };
    if (known.state === "pending") return { outcome: "reserved", expiresAt: known.expiresAt, isRepeat: true };
    if (known.state === "posted" || known.state === "late") return { outcome: "already_posted" };
    return { outcome: known.state === "released" ? "already_released" : "expired" };
  }

  debit(id: string, name: string, amount: number): Answer {
    const taken = this.#take(id, name, amount, this.nowMs, "posted");
    if (taken !== undefined) return taken;
    const known = this.#reservations.get(id) as ModelReservation;
    const isSame = known.account === name && known.amount === amount && known.posted === amount;
    if (!isSame || known.state !== "posted") return { outcome: "conflict" };
    return { outcome: "committed", amount, isRepeat: true };
  }

  commit(id: string, cost: number | undefined, overrun: "cap" | "debit_or_cap"): Answer {
    this.hasSwept = false;
    const held = this.#reservations.get(id);
    if (held === undefined) return { outcome: "unknown" };
    if (held.state === "released") return { outcome: "already_released" };
    if (held.state === "written_off") return { outcome: "written_off", shortfall: held.shortfall, isRepeat: true };
    if (held.state === "posted" || held.state === "late") {
      return { outcome: "committed", amount: held.posted, shortfall: held.shortfall, isRepeat: true };
    }
    const due = cost ?? held.amount;
    return held.state === "pending" ? this.#commitHeld(held, due, overrun) : this.#commitLate(held, due, overrun);
  }

  release(id: string): Answer {
    this.hasSwept = false;
    const held = this.#reservations.get(id);
    if (held === undefined) return { outcome: "unknown" };
    if (held.state === "released") return { outcome: "released", isRepeat: true };
    if (held.state === "posted" || held.state === "late") return { outcome: "already_posted" };
    if (held.state !== "pending") return { outcome: "expired" };
    this.#end(held, "released");
    return { outcome: "released", amount: held.amount, isRepeat: false };
  }

  renew(id: string, expiresAt: number): Answer {
    this.hasSwept = false;
    const held = this.#reservations.get(id);
    if (held === undefined) return { outcome: "unknown" };
    if (held.state === "posted" || held.state === "late") return { outcome: "already_posted" };
    if (held.state === "released") return { outcome: "already_released" };
    if (held.state !== "pending") return { outcome: "expired" };
    held.expiresAt = expiresAt;
    return { outcome: "renewed", expiresAt };
  }

  refund(id: string, reservation: string, amount: number): Answer {
    this.hasSwept = false;
    const held = this.#reservations.get(reservation);
    if (held === undefined) return { outcome: "unknown" };
    const known = this.#repeat(`refund:${id}`, `${reservation} ${amount}`);
    if (known !== undefined) return known ? { outcome: "refunded", isRepeat: true } : { outcome: "conflict" };
    if (held.state !== "posted" && held.state !== "late") return { outcome: "not_posted" };
    const account = this.#open(held.account);
    const open = held.posted - held.refunded;
    const most = account.capacity === null ? open : Math.min(open, account.used);
    if (amount > most) return { outcome: "exceeds", refundable: most };
    this.#keys.set(`refund:${id}`, `${reservation} ${amount}`);
    held.refunded += amount;
    this.#giveBack(account, held.units.splice(held.units.length - amount, amount));
    if (account.capacity !== null) account.used -= amount;
    return { outcome: "refunded", amount, isRepeat: false };
  }

  setCapacity(name: string, capacity: number): Answer {
    this.hasSwept = false;
    const account = this.#open(name);
    account.capacity = capacity;
    return { outcome: "set", capacity, used: account.used };
  }

  free(id: string, name: string, amount: number): Answer {
    this.hasSwept = false;
    const account = this.#accounts.get(name);
    if (account === undefined) return { outcome: "unknown" };
    const known = this.#repeat(`free:${id}`, `${name} ${amount}`);
    if (known !== undefined) return known ? { outcome: "freed", isRepeat: true } : { outcome: "conflict" };
    if (account.capacity === null) return { outcome: "conflict" };
    if (amount > account.used) return { outcome: "exceeds", used: account.used };
    this.#keys.set(`free:${id}`, `${name} ${amount}`);
    account.used -= amount;
    return { outcome: "freed", amount, isRepeat: false };
  }

  expire(): Answer {
    this.hasSwept = true;
    let reservations = 0;
    for (const name of this.#accounts.keys()) reservations += this.#sweep(name);
    return { reservations };
  }

  read(name: string): Answer {
    const account = this.#accounts.get(name) ?? { capacity: null, used: 0, grants: [] };
    const available = this.#available(name);
    const { capacity, used } = account;
    return {
      available,
      reserved: this.#reserved(name),
      capacity,
      used,
      breakdown: this.#breakdown(account, available),
    };
  }

  #breakdown(account: ModelAccount, available: number): Answer[] {
    const of = (source: string, remaining: number, expiresAt: number | null) => ({ source, remaining, expiresAt });
    if (account.capacity !== null) return available > 0 ? [of("capacity", available, null)] : [];
    const live = this.#live(account).filter((grant) => grant.remaining > 0);
    return live.map((grant) => of(grant.id, grant.remaining, grant.expiresAt));
  }

  #take(id: string, name: string, amount: number, expiresAt: number, state: "pending" | "posted"): Answer | undefined {
    this.hasSwept = true;
    if (amount === 0) this.#open(name);
    if (this.#available(name) < amount) this.#sweep(name);
    if (this.#reservations.has(id)) return undefined;
    const available = this.#available(name);
    if (available < amount)
      return { outcome: "insufficient", required: amount, available, reserved: this.#reserved(name) };
    const posted = state === "posted" ? amount : 0;
    const units = this.#burn(name, amount);
    this.#reservations.set(id, { account: name, amount, state, expiresAt, posted, shortfall: 0, refunded: 0, units });
    if (state === "posted") this.#use(name, amount);
    return { outcome: state === "posted" ? "committed" : "reserved", isRepeat: false };
  }

  #commitHeld(held: ModelReservation, cost: number, overrun: "cap" | "debit_or_cap"): Answer {
    const excess = Math.max(0, cost - held.amount);
    held.state = "posted";
    const kept = held.units.splice(0, cost);
    const rest = held.units;
    let extra: ModelGrant[] = [];
    if (excess > 0 && overrun === "debit_or_cap") {
      this.hasSwept = true;
      if (this.#available(held.account, held.amount) < excess) this.#sweep(held.account);
      if (this.#available(held.account, held.amount) >= excess) extra = this.#burn(held.account, excess);
    }
    const charged = Math.min(cost, held.amount) + (extra.length > 0 ? excess : 0);
    this.#giveBack(this.#open(held.account), rest);
    return this.#post(held, "posted", charged, cost - charged, [...kept, ...extra]);
  }

  #commitLate(held: ModelReservation, cost: number, overrun: "cap" | "debit_or_cap"): Answer {
    const due = overrun === "cap" ? Math.min(cost, held.amount) : cost;
    this.hasSwept = true;
    if (this.#available(held.account) < due) this.#sweep(held.account);
    if (this.#available(held.account) < due) {
      held.state = "written_off";
      held.shortfall = cost;
      return { outcome: "written_off", shortfall: cost, isRepeat: false };
    }
    return this.#post(held, "late", due, cost - due, this.#burn(held.account, due));
  }

  #post(
    held: ModelReservation,
    state: "posted" | "late",
    amount: number,
    shortfall: number,
    units: ModelGrant[],
  ): Answer {
    Object.assign(held, { state, posted: amount, shortfall, units });
    this.#use(held.account, amount);
    return { outcome: "committed", amount, shortfall, isLate: state === "late", isRepeat: false };
  }

  #sweep(name: string): number {
    let count = 0;
    for (const held of this.#reservations.values()) {
      if (held.account !== name || held.state !== "pending" || held.expiresAt > this.nowMs) continue;
      this.#end(held, "expired");
      count++;
    }
    return count;
  }

  #end(held: ModelReservation, state: "released" | "expired"): void {
    held.state = state;
    this.#giveBack(this.#open(held.account), held.units);
  }

  #available(name: string, alsoHeld = 0): number {
    const account = this.#accounts.get(name);
    if (account === undefined) return 0;
    if (account.capacity !== null) {
      return Math.max(0, account.capacity - account.used - this.#reserved(name) - alsoHeld);
    }
    return this.#live(account).reduce((sum, grant) => sum + grant.remaining, 0);
  }

  #reserved(name: string): number {
    let sum = 0;
    for (const held of this.#reservations.values()) {
      if (held.account === name && held.state === "pending") sum += held.amount;
    }
    return sum;
  }

  #live(account: ModelAccount): ModelGrant[] {
    const end = (grant: ModelGrant) => grant.expiresAt ?? Number.POSITIVE_INFINITY;
    const live = account.grants.filter((grant) => end(grant) > this.nowMs);
    return live.sort((a, b) => (end(a) === end(b) ? a.priority - b.priority || a.seq - b.seq : end(a) - end(b)));
  }

  /** An account with a capacity burns no grants: the units of its reservations carry none. */
  #burn(name: string, amount: number): ModelGrant[] {
    const account = this.#open(name);
    const units: ModelGrant[] = [];
    for (const grant of account.capacity === null ? this.#live(account) : []) {
      while (grant.remaining > 0 && units.length < amount) {
        grant.remaining--;
        units.push(grant);
      }
    }
    return account.capacity === null ? units : Array.from({ length: amount }, () => NONE);
  }

  #giveBack(account: ModelAccount, units: readonly ModelGrant[]): void {
    if (account.capacity !== null) return;
    for (const grant of units) grant.remaining++;
  }

  #use(name: string, amount: number): void {
    const account = this.#open(name);
    if (account.capacity !== null) account.used += amount;
  }

  #open(name: string): ModelAccount {
    const account = this.#accounts.get(name) ?? { capacity: null, used: 0, grants: [] };
    this.#accounts.set(name, account);
    return account;
  }

  /** Tells whether a key was used for the same thing (true), for another (false), or never (undefined). */
  #repeat(key: string, content: string): boolean | undefined {
    const known = this.#keys.get(key);
    return known === undefined ? undefined : known === content;
  }
}

const NONE: ModelGrant = { id: "", priority: 0, expiresAt: null, seq: 0, remaining: 0 };
