declare module "parse-prometheus-text-format" {
  interface Sample {
    readonly labels?: Readonly<Record<string, string>>;
    readonly value: string;
  }
  interface Family {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly Sample[];
  }
  /** Parses metrics in the text format of Prometheus. Drops the labels of histograms. */
  export default function parsePrometheusTextFormat(text: string): readonly Family[];
}
