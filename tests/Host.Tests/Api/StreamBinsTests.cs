using Serverless.Api.Timeline;

namespace Serverless.Host.Tests.Api;

/// <summary>The task stream's pixels against a plain count of what runs when.</summary>
public sealed class StreamBinsTests
{
    [Fact]
    public void Rows_AnyUnits_CoverExactlyThePixelsInWhichSomethingRuns()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var spans = Enumerable.Range(0, random.Next(60)).Select(_ =>
            {
                var start = random.Next(0, 2_000) / 10.0;
                return new UnitSpan(random.Next(4), start, start + (random.Next(1, 400) / 10.0), (SpanState)random.Next(4), random.Next(1_000));
            }).OrderBy(span => span.Start).ToList();
            var bins = new StreamBins(20, 150, random.Next(1, 200));

            var rows = bins.Rows(spans, maxRows: 1_000);

            var painted = new int[bins.Width];
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Count; i += 4)
                {
                    for (var pixel = row[i]; pixel < row[i] + row[i + 1]; pixel++) painted[pixel]++;
                }
            }
            var wide = (bins.To - bins.From) / bins.Width;
            for (var pixel = 0; pixel < bins.Width; pixel++)
            {
                var (from, to) = (bins.From + (pixel * wide), bins.From + ((pixel + 1) * wide));
                var there = spans.Count(span => span.Start < to - 1e-9 && span.End > from + 1e-9);
                Assert.Equal(there > 0, painted[pixel] > 0);
                Assert.True(painted[pixel] <= there, $"Seed {seed}: {painted[pixel]} rows are painted where {there} units are.");
                Assert.Equal(spans.Sum(span => Math.Max(0, Math.Min(span.End, to) - Math.Max(span.Start, from)) / wide), bins.Running(spans)[pixel], 0.011);
            }
        }
    }

    [Fact]
    public void Rows_MoreLanesThanRows_ShareThemAndShowFailures()
    {
        var spans = Enumerable.Range(0, 1_000).Select(i => new UnitSpan(0, 0, 100, i == 777 ? SpanState.Failed : SpanState.Done, 0)).ToList();

        var rows = new StreamBins(0, 100, 10).Rows(spans, maxRows: 8);

        Assert.Equal(8, rows.Count);
        Assert.Equal([0, 10, 0, (int)SpanState.Failed], Assert.Single(rows, row => row[3] == (int)SpanState.Failed));
    }

    [Fact]
    public void Rows_MillionUnits_CostPixels()
    {
        var spans = Enumerable.Range(0, 200_000).Select(i => new UnitSpan(i % 7, i, i + 150, SpanState.Done, 1)).ToList();

        var rows = new StreamBins(0, 200_150, 1_000).Rows(spans, maxRows: 60);

        Assert.InRange(rows.Count, 1, 60);
        Assert.InRange(rows.Sum(row => row.Count), 1, 60 * 1_000 * 4);
    }
}
