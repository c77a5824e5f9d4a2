import { concat, firstValueFrom, from, interval, lastValueFrom, of, Subject, timer } from 'rxjs';
import { bufferCount, catchError, map, mergeMap, reduce, scan, take, toArray } from 'rxjs/operators';
export default async () => {
  const subject = new Subject();
  const seen = [];
  subject.pipe(scan((sum, n) => sum + n, 0)).subscribe((n) => seen.push(n));
  [1, 2, 3].forEach((n) => subject.next(n));
  return [await lastValueFrom(from([1, 2, 3]).pipe(map((n) => n * 2), toArray())), await firstValueFrom(timer(1).pipe(map(() => 'later'))), await lastValueFrom(interval(1).pipe(take(3), reduce((a, b) => a + b))), await lastValueFrom(concat(of(1), of(2)).pipe(bufferCount(2))), await lastValueFrom(of(1).pipe(mergeMap(() => { throw new Error('no'); }), catchError((error) => of(error.message)))), seen];
};
