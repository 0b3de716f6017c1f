import type { Role } from "../workspaces/roles.ts";
import type { Workspace } from "../workspaces/workspace.ts";

/** Who sent a request: a member by token, or a program by API key. */
export interface Caller {
  readonly workspace: Workspace;
  /** The member's role, or the one that the key acts in. */
  readonly role: Role;
  /** Id of the member or of the key. */
  readonly actor: string;
}
