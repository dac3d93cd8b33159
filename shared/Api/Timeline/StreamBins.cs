namespace Serverless.Api.Timeline;

/// <summary>
/// Units on a grid of pixels: what is drawn costs as much as the picture is large, however many units there are.
/// </summary>
/// <param name="From">Left edge, milliseconds since the Unix epoch.</param>
/// <param name="To">Right edge.</param>
/// <param name="Width">Pixels.</param>
internal sealed record StreamBins(double From, double To, int Width)
{
    // Of a pixel: less than this is an edge that was rounded.
    private const double Rounding = 1e-9;

    private double PixelsPerMillisecond => To > From ? Width / (To - From) : 0;

    /// <summary>
    /// Runs of pixels for each lane, four numbers a run: first pixel, pixels, node, state. A lane holds units one after the other, as a slot does; where
    /// there are more lanes than rows, several share a row. In one pixel of a row the unit that is there longest is seen, and a failed one before all others.
    /// </summary>
    /// <param name="spans">By start.</param>
    /// <param name="maxRows">Rows at most.</param>
    public IReadOnlyList<IReadOnlyList<int>> Rows(IReadOnlyList<UnitSpan> spans, int maxRows)
    {
        var lanes = Lanes.Of(spans);
        var count = spans.Count == 0 ? 0 : lanes.Max() + 1;
        var rows = Math.Min(count, maxRows);
        var cells = new Cell[rows][];
        for (var i = 0; i < spans.Count; i++)
        {
            // At an edge a unit that takes time is outside; one that took none is where it was.
            if (spans[i].Start >= To || spans[i].End < From || (spans[i].End == From && spans[i].Start < From)) continue;
            var row = (int)((long)lanes[i] * rows / count);
            Paint(cells[row] ??= new Cell[Width], spans[i]);
        }
        return [.. cells.Select(Runs)];
    }

    /// <summary>Units that run, for each pixel: on average over the time that it stands for.</summary>
    public IReadOnlyList<double> Running(IReadOnlyList<UnitSpan> spans)
    {
        var running = new double[Width];
        foreach (var span in spans) Each(span, (pixel, share) => running[pixel] += share);
        return [.. running.Select(value => Math.Round(value, 2))];
    }

    /// <summary>The memory of the units that run, for each pixel, if each takes its most.</summary>
    public IReadOnlyList<long> Memory(IReadOnlyList<UnitSpan> spans)
    {
        var bytes = new double[Width];
        foreach (var span in spans) Each(span, (pixel, share) => bytes[pixel] += share * span.PeakBytes);
        return [.. bytes.Select(value => (long)value)];
    }

    private void Paint(Cell[] row, UnitSpan span)
    {
        var cell = new Cell(span.Node + 1, span.State, 0);
        var isSeen = false;
        Each(span, (pixel, share) =>
        {
            isSeen = true;
            var there = row[pixel];
            var wins = span.State == SpanState.Failed ? there.State != SpanState.Failed || there.Node == 0 || share > there.Share : there.Node == 0 || (there.State != SpanState.Failed && share > there.Share);
            if (wins) row[pixel] = cell with { Share = share };
        });
        // One that took no time is still seen.
        if (!isSeen && Pixel(span.Start) is var at && at < Width && row[at].Node == 0) row[at] = cell;
    }

    private void Each(UnitSpan span, Action<int, double> use)
    {
        var (start, end) = ((Math.Max(span.Start, From) - From) * PixelsPerMillisecond, (Math.Min(span.End, To) - From) * PixelsPerMillisecond);
        for (var pixel = (int)start; pixel < Width && pixel < end; pixel++)
        {
            if (Math.Min(end, pixel + 1) - Math.Max(start, pixel) is var share and > Rounding) use(pixel, share);
        }
    }

    private int Pixel(double time) => (int)Math.Clamp((time - From) * PixelsPerMillisecond, 0, Width - 1);

    private static IReadOnlyList<int> Runs(Cell[]? row)
    {
        var runs = new List<int>();
        for (var at = 0; row is not null && at < row.Length;)
        {
            var (first, cell) = (at, row[at]);
            while (at < row.Length && row[at].Node == cell.Node && row[at].State == cell.State) at++;
            if (cell.Node > 0) runs.AddRange([first, at - first, cell.Node - 1, (int)cell.State]);
        }
        return runs;
    }

    /// <param name="Node">Its place and one; 0: nothing is there.</param>
    /// <param name="State">How it ended.</param>
    /// <param name="Share">Of the pixel's time.</param>
    private readonly record struct Cell(int Node, SpanState State, double Share);
}
