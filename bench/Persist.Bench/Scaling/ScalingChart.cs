using System.Globalization;
using System.Text;

namespace Persist.Bench.Scaling;

/// <summary>The curves as SVG, both axes logarithmic: what grows with the store is a slope, what does not is a level line.</summary>
internal static class ScalingChart
{
    private const int Width = 860, Height = 460, Left = 100, Right = 230, Top = 40, Bottom = 50, LineHeight = 16;

    private static readonly (string Name, string Colour, Func<ScalingPoint, double> Of)[] Curves =
    [
        ("first push", "#c0392b", point => point.FirstPush),
        ("first pull", "#d68910", point => point.FirstPull),
        ("pipeline", "#717d7e", point => point.Pipeline),
        ("open", "#7d3c98", point => point.Open),
        ("status of a full queue", "#a04000", point => point.Status),
        ("10 changes", "#1e8449", point => point.TenChanges),
        ("nothing to do", "#2471a3", point => point.Nothing),
    ];

    /// <summary>The picture's text.</summary>
    public static string Draw(IReadOnlyList<ScalingPoint> points)
    {
        var curves = Curves.Where(curve => !double.IsNaN(curve.Of(points[0]))).ToList();
        var times = points.SelectMany(point => curves.Select(curve => curve.Of(point))).ToList();
        var (fewest, most) = (Math.Floor(Math.Log10(points[0].Items)), Math.Max(Math.Log10(points[^1].Items), Math.Log10(points[0].Items) + 1));
        var (least, longest) = (Math.Floor(Math.Log10(times.Min())), Math.Ceiling(Math.Log10(times.Max())));
        double X(double items) => Left + ((Math.Log10(items) - fewest) / (most - fewest) * (Width - Left - Right));
        double Y(double time) => Height - Bottom - ((Math.Log10(time) - least) / (longest - least) * (Height - Top - Bottom));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">What things take by the size of the store</text>\n");
        for (var power = least; power <= longest; power++)
        {
            var (time, y) = (Math.Pow(10, power), Y(Math.Pow(10, power)));
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\" stroke=\"#ddd\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4:0.0}\" text-anchor=\"end\">{time:#,0.##} ms</text>\n");
        }

        foreach (var point in points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(point.Items):0.0}\" y=\"{Height - Bottom + 22}\" text-anchor=\"middle\">{point.Items:#,0}</text>\n");
        }

        var label = double.MaxValue;
        foreach (var (name, colour, of) in curves.OrderBy(curve => curve.Of(points[^1])))
        {
            label = Math.Min(label - LineHeight, Y(of(points[^1])) + 4); // none over another
            var line = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Items):0.0},{Y(of(point)):0.0}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 8}\" y=\"{label:0.0}\" fill=\"{colour}\">{name}, {of(points[^1]):#,0.#} ms</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">items in the store</text>\n</svg>\n");
        return svg.ToString();
    }
}
