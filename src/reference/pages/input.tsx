import type { JSX } from "hono/jsx/jsx-runtime";
import type { DescribedInput, MemberTable, SchemaRow } from "../describe/index.ts";
import { Inline, Prose } from "./markdown.tsx";
import { Section, Table } from "./section.tsx";

/** Shows the request and the responses of an operation. */
export function Input({ described }: { readonly described: DescribedInput }): JSX.Element {
  const { request, responses, security } = described;
  return (
    <>
      <Section id="request" title="Request">
        <p>
          {security.length === 0 ? "Needs no credential." : "Credential: "}
          {security.map((scheme, index) => (
            <>
              {index === 0 ? "" : " or "}
              <code>{scheme}</code>
            </>
          ))}
          {security.length === 0 ? "" : "."}
        </p>
        {request.map((table) => (
          <Members table={table} />
        ))}
      </Section>
      {responses.map(({ status, description, tables }) => (
        <Section id={`response-${status}`} title={`Response ${status}`}>
          <Prose text={description} level={3} />
          {tables.map((table) => (
            <Members table={table} />
          ))}
        </Section>
      ))}
    </>
  );
}

/** Shows the members of a body, or the parameters of one place. */
export function Members({ table: { title, mediaType, type, rows } }: { readonly table: MemberTable }): JSX.Element {
  return (
    <>
      <h3>
        {title}{" "}
        {mediaType === undefined ? null : (
          <i>
            {mediaType}
            {rows.length > 0 ? "" : `, ${type}`}
          </i>
        )}
      </h3>
      {rows.length === 0 ? null : <MemberRows rows={rows} />}
    </>
  );
}

/** Shows a table with the type and the meaning of each member. */
export function MemberRows({ rows }: { readonly rows: readonly SchemaRow[] }): JSX.Element {
  const hasMeanings = rows.some(({ description }) => description !== undefined);
  return (
    <Table
      rowsOf="members"
      head={["Field", "Type", ...(hasMeanings ? ["Meaning"] : [])]}
      rows={rows.map(({ name, type, isOptional, description }) => [
        <code>{name}</code>,
        `${type}${isOptional ? ", optional" : ""}`,
        ...(hasMeanings ? [<Inline text={description ?? ""} />] : []),
      ])}
    />
  );
}
