import type { ReceivedFile } from "../../../shared/files/index.ts";
import type { OutputFile } from "../output-file.ts";

/** Compressed pixels, as PDF stores them. */
export interface ImageData {
  readonly width: number;
  readonly height: number;
  readonly colorSpace: "DeviceGray" | "DeviceRGB" | "DeviceCMYK";
  /** `jpeg`: a JPEG file; `png`: the data of a PNG file's IDAT chunks, 8 bits per sample, not interlaced. */
  readonly format: "jpeg" | "png";
  readonly data: Uint8Array;
  /** Opacity, in grey. @default opaque */
  readonly alpha?: ImageData | undefined;
}

/** A page with one image. Lengths are in points. */
export interface ImagePage {
  readonly width: number;
  readonly height: number;
  readonly image: ImageData;
  /** Position and size of the image on the page. */
  readonly box: Box;
  /** Orientation of the stored pixels, from 1 to 8, as in Exif. */
  readonly orientation: number;
}

/** A rectangle. The origin of a page is its lower left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Writes a PDF page by page, without keeping the images in memory. */
export interface PdfWriter {
  addPage(page: ImagePage): void;
  finish(title: string | undefined): ReceivedFile;
}

const [catalogId, pagesId, infoId] = [1, 2, 3];

/** Creates a writer. @see ISO 32000-1 sections 7.5 (file structure) and 8.9 (images) */
export function pdfWriter(output: OutputFile): PdfWriter {
  const offsets: number[] = [];
  const pageIds: number[] = [];
  let lastId = infoId;
  output.write(Buffer.from("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n", "latin1"));

  function writeObject(id: number, dictionary: string, stream?: Uint8Array): void {
    offsets[id] = output.bytes;
    output.write(`${id} 0 obj\n${dictionary}\n`);
    if (stream !== undefined) {
      output.write("stream\n");
      output.write(stream);
      output.write("\nendstream\n");
    }
    output.write("endobj\n");
  }

  function addObject(dictionary: string, stream?: Uint8Array): number {
    lastId += 1;
    writeObject(lastId, dictionary, stream);
    return lastId;
  }

  function addImage({ width, height, colorSpace, format, data, alpha }: ImageData): number {
    const mask = alpha === undefined ? "" : ` /SMask ${addImage(alpha)} 0 R`;
    const colors = { DeviceGray: 1, DeviceRGB: 3, DeviceCMYK: 4 }[colorSpace];
    const parameters = `/Predictor 15 /Colors ${colors} /BitsPerComponent 8 /Columns ${width}`;
    const filter = format === "jpeg" ? "/Filter /DCTDecode" : `/Filter /FlateDecode /DecodeParms << ${parameters} >>`;
    // CMYK images in JPEG files store inverted values, by a convention of Adobe.
    const decode = colorSpace === "DeviceCMYK" ? " /Decode [1 0 1 0 1 0 1 0]" : "";
    const size = `/Width ${width} /Height ${height} /ColorSpace /${colorSpace} /BitsPerComponent 8`;
    const length = `/Length ${data.byteLength}`;
    return addObject(`<< /Type /XObject /Subtype /Image ${size} ${filter}${decode}${mask} ${length} >>`, data);
  }

  return {
    addPage({ width, height, image, box, orientation }) {
      const imageId = addImage(image);
      const content = Buffer.from(`q ${imageMatrix(orientation, box).map(number).join(" ")} cm /I Do Q`);
      const contentId = addObject(`<< /Length ${content.byteLength} >>`, content);
      const resources = `/Resources << /XObject << /I ${imageId} 0 R >> >>`;
      const mediaBox = `/MediaBox [0 0 ${number(width)} ${number(height)}]`;
      const page = `<< /Type /Page /Parent ${pagesId} 0 R ${mediaBox} ${resources} /Contents ${contentId} 0 R >>`;
      pageIds.push(addObject(page));
    },
    finish(title) {
      writeObject(catalogId, `<< /Type /Catalog /Pages ${pagesId} 0 R >>`);
      const kids = pageIds.map((id) => `${id} 0 R`).join(" ");
      writeObject(pagesId, `<< /Type /Pages /Count ${pageIds.length} /Kids [${kids}] >>`);
      writeObject(infoId, title === undefined ? "<< >>" : `<< /Title ${textString(title)} >>`);
      const start = output.bytes;
      const rows = offsets.slice(1).map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
      output.write(`xref\n0 ${lastId + 1}\n0000000000 65535 f \n${rows.join("")}`);
      output.write(`trailer\n<< /Size ${lastId + 1} /Root ${catalogId} 0 R /Info ${infoId} 0 R >>\n`);
      output.write(`startxref\n${start}\n%%EOF\n`);
      return output.finish();
    },
  };
}

/**
 * Returns the transformation that draws the unit square of an image into a box, rotated and mirrored as its camera
 * intended: `[a, b, c, d, e, f]` maps (u, v) to (a·u + c·v + e, b·u + d·v + f).
 *
 * @param orientation from 1 to 8, as in Exif
 */
export function imageMatrix(orientation: number, { x, y, width: w, height: h }: Box): readonly number[] {
  const [right, top] = [x + w, y + h];
  const matrices: Readonly<Record<number, readonly number[]>> = {
    2: [-w, 0, 0, h, right, y],
    3: [-w, 0, 0, -h, right, top],
    4: [w, 0, 0, -h, x, top],
    5: [0, -h, -w, 0, right, top],
    6: [0, -h, w, 0, x, top],
    7: [0, h, w, 0, x, y],
    8: [0, h, -w, 0, right, y],
  };
  return matrices[orientation] ?? [w, 0, 0, h, x, y];
}

/** Writes a number without an exponent, which PDF does not allow. */
function number(value: number): string {
  return String(Number(value.toFixed(4)));
}

/** Encodes text in UTF-16 with a byte order mark. */
function textString(text: string): string {
  return `<${Buffer.from(`\ufeff${text}`, "utf16le").swap16().toString("hex")}>`;
}
