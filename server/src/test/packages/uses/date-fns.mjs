import { addDays, differenceInCalendarDays, format, formatDistanceStrict, isValid, parse, parseISO, startOfWeek, eachDayOfInterval } from 'date-fns';
import { de, ja } from 'date-fns/locale';
export default () => {
  const day = new Date(2024, 1, 29, 13, 5);
  return [format(day, 'yyyy-MM-dd HH:mm'), format(day, 'PPPP', { locale: de }), format(day, 'MMMM', { locale: ja }), format(addDays(day, 366), 'P'), differenceInCalendarDays(new Date(2025, 0, 1), day), formatDistanceStrict(day, addDays(day, 3)), isValid(parse('31.02.2024', 'dd.MM.yyyy', day)), parseISO('2020-01-02T03:04:05Z').getTime(), startOfWeek(day, { weekStartsOn: 1 }).getDate(), eachDayOfInterval({ start: day, end: addDays(day, 2) }).length];
};
