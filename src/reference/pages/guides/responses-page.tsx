import type { JSX } from "hono/jsx/jsx-runtime";
import { type Form, formsOf, statusRows } from "../../overview/index.ts";
import type { Links, Page, Site } from "../../site.ts";
import { CodeBlock, formatJson } from "../code-block.tsx";
import { MemberRows } from "../input.tsx";
import { Layout } from "../layout.tsx";
import { CodeLinks, Section, Table } from "../section.tsx";

interface ResponsesPageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** How to read a response: the shapes of the body and their members, the statuses and the headers. */
export function ResponsesPage({ site, page, links }: ResponsesPageProps): JSX.Element {
  const { contract } = site;
  const forms = formsOf(contract, site.recordings);
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">{page.title}</h1>
      <p class="title">
        {forms.length === 1
          ? "Every error has the same shape, and a code that never changes"
          : `Errors have ${forms.length} shapes. The Errata-Code header has the code of each`}
      </p>
      {forms.map((form, index) => (
        <Body form={form} number={index + 1} count={forms.length} links={links} />
      ))}
      <Section id="problem" title="problem+json">
        <p>
          Send <code>Accept: application/problem+json</code> to receive the same error as an RFC 9457 problem, or{" "}
          <code>Accept: text/markdown</code> to receive it as text for an agent.
        </p>
      </Section>
      {contract.languages.length > 1 ? (
        <Section id="languages" title="Languages">
          <p>
            Messages exist in {contract.languages.join(", ")}. Send <code>Accept-Language</code> to choose one. The code
            does not depend on the language.
          </p>
        </Section>
      ) : null}
      <Section id="statuses" title="Statuses">
        <Table
          head={["Status", "Name", "Meaning", "Codes"]}
          rows={statusRows(site).map(({ status, name, meaning, entries }) => [
            String(status),
            name,
            meaning,
            <CodeLinks entries={entries} links={links} />,
          ])}
        />
      </Section>
    </Layout>
  );
}

interface BodyProps {
  readonly form: Form;
  readonly number: number;
  readonly count: number;
  readonly links: Links;
}

function Body({ form, number, count, links }: BodyProps): JSX.Element {
  const { mediaType, entries, example, exampleOf, codeMember, messageMember, rows, choices } = form;
  return (
    <Section id={`body-${number}`} title={count === 1 ? "The body" : `Body ${number} of ${count}`}>
      <CodeBlock code={formatJson(example)} language="json" />
      <p class="source">
        The body of{" "}
        {exampleOf === undefined ? null : (
          <a class="mono" href={links.page(exampleOf.code)}>
            {exampleOf.code}
          </a>
        )}
        , sent as <code>{mediaType}</code>.
      </p>
      <p>
        {codeMember === undefined ? (
          <>
            This body has no code. Branch on the <code>Errata-Code</code> header, or on the status.{" "}
          </>
        ) : (
          <>
            Branch on <code>{codeMember}</code>, which never changes.{" "}
          </>
        )}
        {messageMember === undefined ? null : (
          <>
            <code>{messageMember}</code> is for people and can change.
          </>
        )}
      </p>
      <MemberRows rows={rows} />
      {choices.map(({ member, values }) => (
        <>
          <h3>
            Values of <code>{member}</code>
          </h3>
          <Table
            head={["Value", "Codes"]}
            rows={values.map(([value, codes]) => [<code>{value}</code>, <CodeLinks entries={codes} links={links} />])}
          />
        </>
      ))}
      {count === 1 ? null : (
        <>
          <h3>Codes with this body</h3>
          <CodeLinks entries={entries} links={links} />
        </>
      )}
    </Section>
  );
}
