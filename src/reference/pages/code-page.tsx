import { STATUS_CODES } from "node:http";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Advice, Answer, CodeDescription, ShownResponse } from "../describe/index.ts";
import { samplesFor, sendsOther } from "../samples/index.ts";
import { type Links, operationPath, type Page, type Site } from "../site.ts";
import { CauseIt } from "./cause-it.tsx";
import { CodeBlock } from "./code-block.tsx";
import { Request, Response } from "./exchange.tsx";
import { MemberRows } from "./input.tsx";
import { Layout } from "./layout.tsx";
import { Text } from "./markdown.tsx";
import { breakable, Section, Table } from "./section.tsx";
import { Tabs } from "./tabs.tsx";

interface CodePageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
  readonly description: CodeDescription;
}

/** The page of a code: what to do first, then what happened, why, the requests, how to handle it, and the facts. */
export function CodePage({ site, page, links, description }: CodePageProps): JSX.Element {
  const { entry, advice, responses, sample, confusable } = description;
  return (
    <Layout site={site} page={page} links={links} aside={<Facts site={site} links={links} description={description} />}>
      <p class="crumb">
        <a href={links.page("")}>{site.contract.name} errors</a> /{" "}
        <a href={links.page(`kinds/${entry.kind}`)}>{entry.kind}</a>
      </p>
      <h1>{breakable(entry.code)}</h1>
      <p class="title">
        <b>
          {entry.status} {STATUS_CODES[entry.status]}
        </b>{" "}
        · {entry.title}
      </p>
      <WhatToDo advice={advice} />
      <Section id="response" title="What you see">
        <Tabs
          name="response"
          legend="Form of the response"
          tabs={responses.map((response) => ({ label: response.label, content: <ResponseForm response={response} /> }))}
        />
      </Section>
      <CauseIt site={site} description={description} links={links} />
      <Why description={description} />
      <Requests description={description} />
      {sample === undefined ? null : (
        <Section id="handle" title="Handle it">
          {sample.fails ? null : <p class="note">{sendsOther}</p>}
          <Tabs
            name="handle"
            legend="Language"
            tabs={samplesFor({ ...site, entry, request: sample.request }).map(({ label, language, code }) => ({
              label,
              content: <CodeBlock code={code} language={language} />,
            }))}
          />
        </Section>
      )}
      <DetailsAndHeaders description={description} />
      {confusable.length === 0 ? null : (
        <Section id="confused" title="Easily confused with">
          <Table
            head={["Code", "When"]}
            rows={confusable.map(({ code, when }) => [
              <a class="mono" href={links.page(code)}>
                {code}
              </a>,
              <Text text={when} />,
            ])}
          />
        </Section>
      )}
    </Layout>
  );
}

function Why({ description: { entry, advice } }: Pick<CodePageProps, "description">): JSX.Element {
  return (
    <Section id="why" title="Why it happens">
      <p>
        <Text text={entry.when} />
      </p>
      {advice.perCause.length === 0 ? null : (
        <dl class="causes">
          {advice.perCause.map(({ when, actor, action }) => (
            <>
              <dt>
                <Text text={when} />
              </dt>
              <dd>
                <b>{actor}:</b> <Text text={action} />
              </dd>
            </>
          ))}
        </dl>
      )}
      {entry.masks.length === 0 ? null : (
        <p class="note">
          The response is the same for <Text text={listOf(entry.masks)} />. This is deliberate: the response does not
          reveal which of them applies.
        </p>
      )}
    </Section>
  );
}

function Requests({ description }: Pick<CodePageProps, "description">): JSX.Element | null {
  const { fails, steps, works, recording } = description;
  if (fails === undefined) return null;
  return (
    <Section id="request" title="The request">
      {recording?.fault === undefined ? null : (
        <p class="note">
          This request alone does not cause the code. <Text text={recording.fault} />
        </p>
      )}
      {steps.length === 0 ? null : (
        <details>
          <summary>{steps.length === 1 ? "One request comes first" : `${steps.length} requests come first`}</summary>
          {steps.map((step) => (
            <Request request={step} />
          ))}
        </details>
      )}
      <div class={works === undefined ? "" : "two"}>
        <div>
          <h3>
            Fails <i>{fails.note}</i>
          </h3>
          <Request request={fails} />
        </div>
        {works === undefined ? null : (
          <div>
            <h3>
              Succeeds with {works.status} <i>{works.request.note}</i>
            </h3>
            <Request request={works.request} />
          </div>
        )}
      </div>
    </Section>
  );
}

function DetailsAndHeaders({ description: { details, headers } }: Pick<CodePageProps, "description">): JSX.Element {
  return (
    <>
      {details.length === 0 ? null : (
        <Section id="details" title="Details">
          <MemberRows rows={details} />
        </Section>
      )}
      {headers.length === 0 ? null : (
        <Section id="headers" title="Headers">
          <Table
            head={["Header", "Recorded value", "Meaning"]}
            rows={headers.map(({ name, value, meaning }) => [<code>{name}</code>, <code>{value}</code>, meaning])}
          />
        </Section>
      )}
    </>
  );
}

function WhatToDo({ advice }: { readonly advice: Advice }): JSX.Element {
  return (
    <>
      <div class="do">
        <p class="who">{advice.actor ?? "Nobody needs to act"}</p>
        <p>
          <b>
            <Text text={advice.action} />
          </b>
        </p>
      </div>
      <dl class="answers">
        <AnswerCell question="Did anything happen?" answer={advice.happened} />
        <AnswerCell question="Was I charged?" answer={advice.charged} />
        <AnswerCell question="May I repeat it?" answer={advice.repeat} />
      </dl>
    </>
  );
}

function AnswerCell({ question, answer }: { readonly question: string; readonly answer: Answer }): JSX.Element {
  return (
    <div>
      <dt>{question}</dt>
      <dd>
        {answer.short}
        <small>{answer.note}</small>
      </dd>
    </div>
  );
}

function ResponseForm({ response }: { readonly response: ShownResponse }): JSX.Element {
  const { statusLine, headers, body, request, isRecorded } = response;
  return (
    <>
      <Response statusLine={statusLine} headers={headers} body={body} />
      <p class="source">
        {isRecorded ? "Recorded by the test that causes this code." : "Written from the contract."}
        {request === undefined ? null : (
          <>
            {" "}
            Ask for it with <code>{request}</code>.
          </>
        )}
      </p>
    </>
  );
}

function Facts({ site, links, description }: Omit<CodePageProps, "page">): JSX.Element {
  const { entry, operations, docsUrl } = description;
  const facts: readonly (readonly [string, Child])[] = [
    ["Status", String(entry.status)],
    ["Kind", <a href={links.page(`kinds/${entry.kind}`)}>{entry.kind}</a>],
    ["Retry", entry.retry],
    ["Effect", entry.effect],
    ["Charged", entry.charged],
    ["gRPC", entry.grpc],
    ...(docsUrl === undefined ? [] : [["Type", <>{breakable(docsUrl)}</>] as const]),
    ...(entry.since === undefined ? [] : [["Since", entry.since] as const]),
    ...(entry.deprecated === undefined ? [] : [["Deprecated", entry.deprecated] as const]),
    ...(entry.sunset === undefined ? [] : [["Sunset", entry.sunset] as const]),
    ...(entry.replacedBy === undefined
      ? []
      : [["Use instead", <a href={links.page(entry.replacedBy)}>{entry.replacedBy}</a>] as const]),
  ];
  return (
    <>
      <section>
        <h2>Facts</h2>
        <dl>
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      </section>
      <section>
        <h2>Operations</h2>
        {operations.length === site.contract.operations.size || operations.length === 0 ? (
          <p>
            {operations.length === 0
              ? "None: the server returns it for other requests, such as an unknown path."
              : null}
            {operations.length === 0 ? null : <a href={links.page("operations")}>Every operation</a>}
          </p>
        ) : (
          <ul>
            {operations.map(({ name }) => (
              <li>
                <a class="mono" href={links.page(operationPath(site.contract, name))}>
                  {breakable(name)}
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2>This page</h2>
        <ul>
          <li>
            <a href={links.markdown(entry.code)}>as Markdown</a>
          </li>
          <li>
            <a href={links.file("codes.json")}>codes.json</a>
          </li>
          <li>
            <a href={links.file("openapi.json")}>OpenAPI</a>
          </li>
        </ul>
      </section>
    </>
  );
}

function listOf(items: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(items);
}
