import type { JSX } from "hono/jsx/jsx-runtime";
import { type ConsoleContext, Layout } from "./parts/index.ts";

/** A page that says why there is nothing to show. */
export function MissingPage(props: {
  readonly context: ConsoleContext;
  readonly title: string;
  readonly text: string;
}): JSX.Element {
  return (
    <Layout context={props.context} title={props.title}>
      <h1 class="words">{props.title}</h1>
      <p>{props.text}</p>
      <p>
        <a href={props.context.root}>Find an error</a>
      </p>
    </Layout>
  );
}
