using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Persist.Engine.Items;

namespace Persist.Engine.Tests.Items;

public sealed class CanonicalJsonTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20260103, 1);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("1e0", "1")]
    [InlineData("10E-1", "1")]
    [InlineData("0.1e+1", "1")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("0e999999999999", "0")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("100", "100")]
    [InlineData("1e2", "100")]
    [InlineData("1e30", "1000000000000000000000000000000")]
    [InlineData("1e400", "1e400")]
    [InlineData("10e399", "1e400")]
    [InlineData("1.0E+400", "1e400")]
    [InlineData("0.000000000000000000001", "0.000000000000000000001")]
    [InlineData("1e-21", "0.000000000000000000001")]
    [InlineData("1e-400", "1e-400")]
    [InlineData("0.1e-399", "1e-400")]
    [InlineData("1e99999999999999999999", "1e99999999999999999999")] // an exponent beyond 64 bits
    [InlineData("12345678901234567890123456789.0123456789", "12345678901234567890123456789.0123456789")]
    [InlineData("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827")]
    public void A_number_has_one_text_and_loses_no_digit(string json, string canonical) => Assert.Equal(canonical, CanonicalJson.Of(json));

    [Theory]
    [InlineData("""
        "a"
        """, "\"a\"")]
    [InlineData("\"\\u0061\\/\"", "\"a/\"")]
    [InlineData("\"\\u00e9\"", "\"é\"")]
    [InlineData("\"<&'+>\"", "\"<&'+>\"")]
    [InlineData("\"\\u0022\\u005c\"", "\"\\\"\\\\\"")]
    [InlineData("\"\\u0008\\u0009\\u000a\\u000c\\u000d\"", "\"\\b\\t\\n\\f\\r\"")]
    [InlineData("\"\\u0000\\u001f\"", "\"\\u0000\\u001F\"")]
    public void A_string_has_one_text(string json, string canonical) => Assert.Equal(canonical, CanonicalJson.Of(json));

    [Theory]
    [InlineData("\"\\ud83d\\ude00\"", "\"\U0001F600\"")] // a pair, escaped or not
    [InlineData("\"\\u0378\"", "\"\u0378\"")] // not assigned today, but perhaps in the tables of a newer runtime
    [InlineData("\"\\u2028\\ue000\"", "\"\u2028\ue000\"")]
    public void A_character_has_one_text_whatever_the_runtime_knows_of_it(string escaped, string plain)
    {
        Assert.Equal(CanonicalJson.Of(plain), CanonicalJson.Of(escaped));
        Assert.Equal(plain, CanonicalJson.Of(plain));
    }

    [Theory]
    [InlineData("{ \"b\" : 1.0, \"a\" : [ { } , [ ] , null , true ] }", """{"a":[{},[],null,true],"b":1}""")]
    [InlineData("{\"a\":{\"z\":{},\"y\":\"{\"},\"B\":[[1],2]}", """{"B":[[1],2],"a":{"y":"{","z":{}}}""")]
    public void Names_are_in_order_and_white_space_is_gone(string json, string canonical) => Assert.Equal(canonical, CanonicalJson.Of(json));

    [Fact]
    public void The_canonical_text_of_a_canonical_text_is_itself_and_means_the_same() =>
        Prop.ForAll(Values(depth: 3).ToArbitrary(), json =>
        {
            var canonical = CanonicalJson.Of(json);
            using var before = JsonDocument.Parse(json);
            using var after = JsonDocument.Parse(canonical);
            return CanonicalJson.Of(canonical) == canonical && JsonElement.DeepEquals(before.RootElement, after.RootElement);
        }).Check(Fixed);

    [Fact]
    public void Equal_values_have_one_text_however_they_are_written() =>
        Prop.ForAll(Values(depth: 3).ToArbitrary(), json =>
        {
            using var document = JsonDocument.Parse(json);
            return CanonicalJson.Of(Rewritten(document.RootElement)) == CanonicalJson.Of(json);
        }).Check(Fixed);

    private static Gen<string> Values(int depth)
    {
        var number = from whole in Gen.Choose(-1000000, 1000000) from fraction in Gen.Choose(0, 99999)
                     from exponent in Gen.Choose(-40, 40) from form in Gen.Choose(0, 2)
                     select form switch
                     {
                         0 => $"{whole}",
                         1 => $"{whole}.{fraction}",
                         _ => $"{whole}.{fraction}e{exponent}",
                     };
        var text = Several(Gen.Elements('a', 'b', '"', '\\', '/', '<', '\0', '\n', '\u00e9', '\u0301', '\u2028')).Select(characters => new string(characters));
        var leaf = Gen.OneOf(number, text.Select(value => JsonSerializer.Serialize(value)), Gen.Elements("null", "true", "false"));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Values(depth - 1);
        var fields = from names in Several(text) from values in inner.ArrayOf(names.Length)
                     select names.Zip(values).DistinctBy(field => field.First).Select(field => $"{JsonSerializer.Serialize(field.First)}:{field.Second}");
        return Gen.OneOf(leaf, Several(inner).Select(values => $"[{string.Join(',', values)}]"), fields.Select(all => $"{{{string.Join(',', all)}}}"));
    }

    private static Gen<T[]> Several<T>(Gen<T> one) => Gen.Choose(0, 4).SelectMany(count => one.ArrayOf(count));

    // The same value with other spaces, another order of names, every character escaped, and numbers in another form.
    private static string Rewritten(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{ {string.Join(" ,\n", value.EnumerateObject().Reverse().Select(field => $"{Escaped(field.Name)} : {Rewritten(field.Value)}"))} }}",
        JsonValueKind.Array => $"[ {string.Join(" , ", value.EnumerateArray().Select(Rewritten))} ]",
        JsonValueKind.String => Escaped(value.GetString()!),
        JsonValueKind.Number => value.GetRawText() switch
        {
            var raw when raw.Contains('e', StringComparison.Ordinal) => raw.Replace("e", "00E", StringComparison.Ordinal),
            var raw when raw.Contains('.', StringComparison.Ordinal) => raw + "000e+0",
            var raw => raw + ".00e-0",
        },
        _ => value.GetRawText(),
    };

    private static string Escaped(string text) => $"\"{string.Concat(text.Select(character => $"\\u{(int)character:x4}"))}\"";
}
