/** Lists the objects and lists that a body is made of, the outermost first: a handful, whatever the body nests. */
export function layersOf(body: unknown): readonly object[] {
  const layers: object[] = [[body]];
  for (const layer of layers)
    if (layers.length < 50)
      layers.push(
        ...Object.values(layer)
          .slice(0, 50)
          .filter((value) => Object(value) === value),
      );
  return layers;
}
