export function EstatePage() {
  return (
    <div className="page">
      <h1>EstatePage</h1>
    </div>
  );
}
