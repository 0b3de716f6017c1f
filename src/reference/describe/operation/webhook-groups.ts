import type { OpenApiDocument } from "../../../openapi/index.ts";
import { groupBy } from "../contract-index.ts";
import type { SchemaRow } from "../schema-rows.ts";
import { type DescribedInput, type DescribedResponse, describeWebhooks, type MemberTable } from "./describe-input.ts";

/** The requests that an API sends, without repetition. */
export interface DescribedWebhooks {
  /** Everything that all events share; empty parts if there is only one event. */
  readonly common: WebhookParts;
  /** Events whose requests differ only in constants, such as their name. */
  readonly groups: readonly WebhookGroup[];
}

/** Events with the same form. */
export interface WebhookGroup extends WebhookParts {
  /** Name of the only event, or what the names have in common: `order.*`. */
  readonly title: string;
  readonly events: readonly { readonly name: string; readonly summary: string | undefined }[];
  readonly body: readonly MemberTable[];
}

/** Parts of a request that events often share. */
export interface WebhookParts {
  readonly description: string | undefined;
  readonly parameters: readonly MemberTable[];
  /** Meanings of the receiver's response. */
  readonly responses: readonly DescribedResponse[];
}

/** Returns the requests that an API sends; events with the same form are one group. */
export function webhookGroups(document: OpenApiDocument | undefined): DescribedWebhooks {
  const events = [...describeWebhooks(document)];
  const parts = events.map(([, input]) => partsOf(input));
  const common: WebhookParts = {
    description: shared(parts.map(({ description }) => description)),
    parameters: shared(parts.map(({ parameters }) => parameters)) ?? [],
    responses: shared(parts.map(({ responses }) => responses)) ?? [],
  };
  const groups = groupBy(events, ([, input]) => JSON.stringify([partsOf(input), bodyOf(input).map(shapeOf)]));
  return { common, groups: [...groups.values()].map((group) => groupOf(group, common)) };
}

function groupOf(group: readonly (readonly [string, DescribedInput])[], common: WebhookParts): WebhookGroup {
  const inputs = group.map(([, input]) => input);
  const [first] = inputs;
  const { description, parameters, responses } = first === undefined ? common : partsOf(first);
  const tables = inputs.map(bodyOf);
  return {
    title: titleOf(group.map(([name]) => name)),
    events: group.map(([name, { summary }]) => ({ name, summary })),
    body: (tables[0] ?? []).map((table, index) => ({
      ...table,
      rows: table.rows.map((row, at) =>
        merged(
          row,
          tables.flatMap((each) => each[index]?.rows[at] ?? []),
        ),
      ),
    })),
    description: description === common.description ? undefined : description,
    parameters: common.parameters.length > 0 ? [] : parameters,
    responses: common.responses.length > 0 ? [] : responses,
  };
}

function partsOf({ description, request, responses }: DescribedInput): WebhookParts {
  return { description, parameters: request.filter(({ mediaType }) => mediaType === undefined), responses };
}

function bodyOf({ request }: DescribedInput): readonly MemberTable[] {
  return request.filter(({ mediaType }) => mediaType !== undefined);
}

/** Returns a table without its constants and their meanings. */
function shapeOf({ mediaType, type, rows }: MemberTable): unknown {
  const shapes = rows.map((row) => (isConstant(row) ? [row.name] : row));
  return [mediaType, type, shapes];
}

function isConstant({ type }: SchemaRow): boolean {
  return type.startsWith('"') && !type.includes(" | ");
}

function merged(row: SchemaRow, rows: readonly SchemaRow[]): SchemaRow {
  return { ...row, type: [...new Set(rows.map(({ type }) => type))].join(" | ") };
}

/** Returns a value that several events have in common; undefined if they differ. */
function shared<Value>(values: readonly Value[]): Value | undefined {
  const [first] = values;
  const text = JSON.stringify(first);
  return values.length > 1 && values.every((value) => JSON.stringify(value) === text) ? first : undefined;
}

function titleOf(names: readonly string[]): string {
  const [first = ""] = names;
  if (names.length === 1) return first;
  const prefix = first.slice(0, first.lastIndexOf(".") + 1);
  return prefix !== "" && names.every((name) => name.startsWith(prefix)) ? `${prefix}*` : "Events";
}
