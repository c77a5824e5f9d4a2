/** Most letters in which a name differs from what was meant by it, by how long it is. */
function most(length: number): number {
  return length <= 3 ? 1 : 2;
}

/** The name of these that is nearest to another, which is none of them: a letter or two are other ones, too many, missing, or in the other order. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let found: string | undefined;
  let least = most(name.length) + 1;
  for (const each of names) {
    const distance = each.toLowerCase() === name.toLowerCase() ? 0 : distanceOf(name, each, least);
    if (distance < least) {
      found = each;
      least = distance;
    }
  }
  return found;
}

/** The optimal string alignment distance, as far as it is less than `least`. */
function distanceOf(a: string, b: string, least: number): number {
  if (Math.abs(a.length - b.length) >= least || a.length > 40) {
    return least;
  }
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] as number) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] as number;
}
