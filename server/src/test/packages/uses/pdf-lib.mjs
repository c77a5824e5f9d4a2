import { PDFDocument, StandardFonts, degrees, rgb, PageSizes } from 'pdf-lib';
export default async () => {
  const pdf = await PDFDocument.create();
  pdf.setTitle('T'); pdf.setCreationDate(new Date(0)); pdf.setModificationDate(new Date(0)); pdf.setProducer('p');
  const page = pdf.addPage(PageSizes.A4);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  page.drawText('Hello é', { x: 50, y: 700, size: 20, font, color: rgb(1, 0, 0), rotate: degrees(5) });
  page.drawRectangle({ x: 1, y: 1, width: 5, height: 5 });
  pdf.getForm().createTextField('f').setText('v');
  const bytes = await pdf.save();
  const again = await PDFDocument.load(bytes, { updateMetadata: false });
  return [bytes.length > 500, again.getPageCount(), again.getTitle(), font.widthOfTextAtSize('Hello', 12), again.getPage(0).getSize(), again.getForm().getTextField('f').getText()];
};
