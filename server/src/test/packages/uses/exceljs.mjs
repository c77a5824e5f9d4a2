import ExcelJS from 'exceljs';
export default async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('S');
  sheet.columns = [{ header: 'Name', key: 'name', width: 10 }, { header: 'N', key: 'n' }];
  sheet.addRow({ name: 'Ada é', n: 5 });
  sheet.addRow(['Bob', { formula: 'B2*2', result: 10 }]);
  sheet.getCell('A1').font = { bold: true };
  sheet.mergeCells('A5:B5');
  const bytes = await book.xlsx.writeBuffer();
  const again = new ExcelJS.Workbook();
  await again.xlsx.load(bytes);
  const read = again.getWorksheet('S');
  return [read.rowCount, read.getCell('A2').value, read.getCell('B3').formula, read.getCell('A1').font.bold, read.getCell('B5').isMerged, read.getColumn(1).width];
};
