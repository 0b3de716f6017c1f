import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, noContent, pageOf } from "../../shared/http/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { ListQuery } from "../http.ts";
import { MemberQuery, MemberView, NewMember } from "./members.ts";
import { UsageQuery, UsageView } from "./usage.ts";
import { roles } from "./workspace.ts";

/** The workspace of the caller, as the API returns it. */
const WorkspaceView = z
  .object({
    id: z.string().describe("Id of the workspace."),
    name: z.string().describe("Name of the workspace."),
    plan: z.string().describe("Name of its plan."),
    subscription: z.string().describe("State of its subscription. Documents need `active`."),
    creditPays: z.enum(["page", "document"]).describe("What one credit pays for."),
    role: z.enum(roles).describe("Role of the caller."),
  })
  .meta({ title: "Workspace" });

/** The credits of a workspace, as the API returns them. */
const CreditsView = z
  .object({
    available: z.int().describe("Credits that can be spent."),
    reserved: z.int().min(0).describe("Credits of documents that are being generated."),
  })
  .meta({ title: "Credits" });

const tag = "Workspaces";

/** Inputs and outputs of the operations of a workspace. */
export const workspaceOperations = {
  "GET /v1/workspace": {
    tag,
    summary: "Returns the caller's workspace.",
    responses: { 200: { description: "The workspace.", body: WorkspaceView } },
  },
  "GET /v1/credits": {
    tag,
    summary: "Returns the credits of the workspace.",
    responses: { 200: { description: "The credits.", body: CreditsView } },
  },
  "GET /v1/credits/movements": {
    tag,
    summary: "Lists the movements of the credits, newest first.",
    description:
      "Their sum is the balance. `reason` is `granted`, `document_generated` or `expired`, and `reference` the document, which can have been deleted.",
    query: ListQuery,
    responses: { 200: { description: "A page of movements.", body: pageOf(Movement) } },
  },
  "GET /v1/usage": {
    tag,
    summary: "Returns the usage of a month.",
    query: UsageQuery,
    responses: { 200: { description: "The usage.", body: UsageView } },
  },
  "GET /v1/members": {
    tag,
    summary: "Lists the members, newest first.",
    query: MemberQuery,
    responses: { 200: { description: "A page of members.", body: pageOf(MemberView) } },
  },
  "POST /v1/members": {
    tag,
    summary: "Adds a member, who can sign in at once.",
    description: "Needs the role `admin`.",
    body: NewMember,
    responses: { 201: { description: "The member.", body: MemberView } },
  },
  "DELETE /v1/members/{memberId}": {
    tag,
    summary: "Removes a member, invalidates its tokens and erases its address, name and password.",
    description: "Needs the role `admin`. Only an owner can remove an owner, and the last owner stays.",
    path: { memberId: Id.describe("Id of the member.") },
    responses: { 204: noContent("The member was removed.") },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
