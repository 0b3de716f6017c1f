interface ModelGrant {
  readonly id: string;
  readonly priority: number;
  readonly expiresAt: number | null;
  readonly seq: number;
  remaining: number;
}

interface ModelAccount {
  /** Null for an account with grants. */
  capacity: number | null;
  /** Used part of the capacity. */
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
  /** The grant of each spent unit, in the order in which they were spent. */
  units: ModelGrant[];
}

type Result = Record<string, unknown>;

/**
 * The expected behavior of the ledger in its simplest form: every unit is counted on its own, nothing is cached, and an
 * account with a capacity is decided by its used amount instead of by grants.
 */
export class LedgerModel {
  nowMs = 1_000;
  /** Whether the last operation may also have swept expired items. */
  hasSwept = false;
  readonly #accounts = new Map<string, ModelAccount>();
  readonly #reservations = new Map<string, ModelReservation>();
  readonly #keys = new Map<string, string>();
  #seq = 0;

  grant(id: string, name: string, amount: number, priority: number, expiresAt: number | null): Result {
    this.hasSwept = false;
    const known = this.#repeat(`grant:${id}`, `${name} ${amount}`);
    if (known !== undefined) return known ? { status: "granted", isRepeat: true } : { status: "conflict" };
    if (this.#accounts.get(name)?.capacity != null) return { status: "conflict" };
    this.#keys.set(`grant:${id}`, `${name} ${amount}`);
    this.#open(name).grants.push({ id, priority, expiresAt, seq: this.#seq++, remaining: amount });
    return { status: "granted", amount, isRepeat: false };
  }

  reserve(id: string, name: string, amount: number, expiresAt: number): Result {
    const taken = this.#take(id, name, amount, expiresAt, "pending");
    if (taken !== undefined) return taken;
    const known = this.#reservations.get(id) as ModelReservation;
    if (known.account !== name || known.amount !== amount) return { status: "conflict" };
    if (known.state === "pending") return { status: "reserved", expiresAt: known.expiresAt, isRepeat: true };
    if (known.state === "posted" || known.state === "late") return { status: "already_posted" };
    return { status: known.state === "released" ? "already_released" : "expired" };
  }

  debit(id: string, name: string, amount: number): Result {
    const taken = this.#take(id, name, amount, this.nowMs, "posted");
    if (taken !== undefined) return taken;
    const known = this.#reservations.get(id) as ModelReservation;
    const isSame = known.account === name && known.amount === amount && known.posted === amount;
    if (!isSame || known.state !== "posted") return { status: "conflict" };
    return { status: "committed", amount, isRepeat: true };
  }

  commit(id: string, cost: number | undefined, overrun: "cap" | "debit_or_cap"): Result {
    this.hasSwept = false;
    const held = this.#reservations.get(id);
    if (held === undefined) return { status: "unknown" };
    if (held.state === "released") return { status: "already_released" };
    if (held.state === "written_off") return { status: "written_off", shortfall: held.shortfall, isRepeat: true };
    if (held.state === "posted" || held.state === "late") {
      return { status: "committed", amount: held.posted, shortfall: held.shortfall, isRepeat: true };
    }
    const due = cost ?? held.amount;
    return held.state === "pending" ? this.#commitHeld(held, due, overrun) : this.#commitLate(held, due, overrun);
  }

  release(id: string): Result {
    this.hasSwept = false;
    const held = this.#reservations.get(id);
    if (held === undefined) return { status: "unknown" };
    if (held.state === "released") return { status: "released", isRepeat: true };
    if (held.state === "posted" || held.state === "late") return { status: "already_posted" };
    if (held.state !== "pending") return { status: "expired" };
    this.#end(held, "released");
    return { status: "released", amount: held.amount, isRepeat: false };
  }

  renew(id: string, expiresAt: number): Result {
    this.hasSwept = false;
    const held = this.#reservations.get(id);
    if (held === undefined) return { status: "unknown" };
    if (held.state === "posted" || held.state === "late") return { status: "already_posted" };
    if (held.state === "released") return { status: "already_released" };
    if (held.state !== "pending") return { status: "expired" };
    held.expiresAt = expiresAt;
    return { status: "renewed", expiresAt };
  }

  refund(id: string, reservation: string, amount: number): Result {
    this.hasSwept = false;
    const held = this.#reservations.get(reservation);
    if (held === undefined) return { status: "unknown" };
    const known = this.#repeat(`refund:${id}`, `${reservation} ${amount}`);
    if (known !== undefined) return known ? { status: "refunded", isRepeat: true } : { status: "conflict" };
    if (held.state !== "posted" && held.state !== "late") return { status: "not_posted" };
    const account = this.#open(held.account);
    const open = held.posted - held.refunded;
    const refundable = account.capacity === null ? open : Math.min(open, account.used);
    if (amount > refundable) return { status: "exceeds", refundable };
    this.#keys.set(`refund:${id}`, `${reservation} ${amount}`);
    held.refunded += amount;
    this.#return(account, held.units.splice(held.units.length - amount, amount));
    if (account.capacity !== null) account.used -= amount;
    return { status: "refunded", amount, isRepeat: false };
  }

  setCapacity(name: string, capacity: number): Result {
    this.hasSwept = false;
    const account = this.#open(name);
    account.capacity = capacity;
    return { status: "set", capacity, used: account.used };
  }

  free(id: string, name: string, amount: number): Result {
    this.hasSwept = false;
    const account = this.#accounts.get(name);
    if (account === undefined) return { status: "unknown" };
    const known = this.#repeat(`free:${id}`, `${name} ${amount}`);
    if (known !== undefined) return known ? { status: "freed", isRepeat: true } : { status: "conflict" };
    if (account.capacity === null) return { status: "conflict" };
    if (amount > account.used) return { status: "exceeds", used: account.used };
    this.#keys.set(`free:${id}`, `${name} ${amount}`);
    account.used -= amount;
    return { status: "freed", amount, isRepeat: false };
  }

  expire(): Result {
    this.hasSwept = true;
    let reservations = 0;
    for (const name of this.#accounts.keys()) reservations += this.#sweep(name);
    return { reservations };
  }

  read(name: string): Result {
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

  #breakdown(account: ModelAccount, available: number): Result[] {
    const of = (source: string, remaining: number, expiresAt: number | null) => ({ source, remaining, expiresAt });
    if (account.capacity !== null) return available > 0 ? [of("capacity", available, null)] : [];
    const live = this.#live(account).filter((grant) => grant.remaining > 0);
    return live.map((grant) => of(grant.id, grant.remaining, grant.expiresAt));
  }

  #take(id: string, name: string, amount: number, expiresAt: number, state: "pending" | "posted"): Result | undefined {
    this.hasSwept = true;
    if (amount === 0) this.#open(name);
    if (this.#available(name) < amount) this.#sweep(name);
    if (this.#reservations.has(id)) return undefined;
    const available = this.#available(name);
    if (available < amount)
      return { status: "insufficient", required: amount, available, reserved: this.#reserved(name) };
    const posted = state === "posted" ? amount : 0;
    const units = this.#spend(name, amount);
    this.#reservations.set(id, { account: name, amount, state, expiresAt, posted, shortfall: 0, refunded: 0, units });
    if (state === "posted") this.#use(name, amount);
    return { status: state === "posted" ? "committed" : "reserved", isRepeat: false };
  }

  #commitHeld(held: ModelReservation, cost: number, overrun: "cap" | "debit_or_cap"): Result {
    const excess = Math.max(0, cost - held.amount);
    held.state = "posted";
    const kept = held.units.splice(0, cost);
    const rest = held.units;
    let extra: ModelGrant[] = [];
    if (excess > 0 && overrun === "debit_or_cap") {
      this.hasSwept = true;
      if (this.#available(held.account, held.amount) < excess) this.#sweep(held.account);
      if (this.#available(held.account, held.amount) >= excess) extra = this.#spend(held.account, excess);
    }
    const charged = Math.min(cost, held.amount) + (extra.length > 0 ? excess : 0);
    this.#return(this.#open(held.account), rest);
    return this.#post(held, "posted", charged, cost - charged, [...kept, ...extra]);
  }

  #commitLate(held: ModelReservation, cost: number, overrun: "cap" | "debit_or_cap"): Result {
    const due = overrun === "cap" ? Math.min(cost, held.amount) : cost;
    this.hasSwept = true;
    if (this.#available(held.account) < due) this.#sweep(held.account);
    if (this.#available(held.account) < due) {
      held.state = "written_off";
      held.shortfall = cost;
      return { status: "written_off", shortfall: cost, isRepeat: false };
    }
    return this.#post(held, "late", due, cost - due, this.#spend(held.account, due));
  }

  #post(
    held: ModelReservation,
    state: "posted" | "late",
    amount: number,
    shortfall: number,
    units: ModelGrant[],
  ): Result {
    Object.assign(held, { state, posted: amount, shortfall, units });
    this.#use(held.account, amount);
    return { status: "committed", amount, shortfall, isLate: state === "late", isRepeat: false };
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
    this.#return(this.#open(held.account), held.units);
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

  /** An account with a capacity spends no grants, so the units of its reservations have none. */
  #spend(name: string, amount: number): ModelGrant[] {
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

  #return(account: ModelAccount, units: readonly ModelGrant[]): void {
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

  /** Checks whether a key was used for the same content (true), for another (false), or never (undefined). */
  #repeat(key: string, content: string): boolean | undefined {
    const known = this.#keys.get(key);
    return known === undefined ? undefined : known === content;
  }
}

const NONE: ModelGrant = { id: "", priority: 0, expiresAt: null, seq: 0, remaining: 0 };
