/** "0612345678" → "06 12 34 56 78"; any other number as it is. */
export const spacedPhone = (phone: string): string =>
  phone.replace(/^(0\d)(\d{2})(\d{2})(\d{2})(\d{2})$/, "$1 $2 $3 $4 $5");
